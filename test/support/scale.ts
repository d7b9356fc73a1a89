/** How much a random test tries: a little in every `npm test`, a lot where RELIABILITY=full is set. */

/** Whether everything is to be tried. */
export const FULL: boolean = process.env.RELIABILITY === 'full';

const { SEED, SEED_PATH } = process.env;

/** A run to be tried again, as a failing one printed it: `SEED=… SEED_PATH=… npx vitest run …`. Nothing where none is asked for. */
export const REPLAY: { readonly seed?: number; readonly path?: string } = {
  ...(SEED ? { seed: Number(SEED) } : {}),
  ...(SEED_PATH ? { path: SEED_PATH } : {}),
};
