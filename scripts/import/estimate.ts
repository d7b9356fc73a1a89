/** What an import will take: time at iLive's tier, calls, and what Cloudflare charges. Pure. */
import { durationText, grouped } from './progress.ts';

/** Calls to iLive for a known face: a look for the face, the indexing, the search. */
export const CALLS_PER_FACE = 3;

/**
 * What a million known faces cost at Cloudflare's list prices, in dollars, without iLive and logs: the column “known face”
 * of `npm run bench -- operations` ($16.42 on 2026-11-28).
 */
export const USD_PER_MILLION = 17;

/** The service's settings that decide how fast it goes. */
export type Tier = { readonly rpm: number; readonly share: number };

/** How many seconds so many faces take. Onboardings go first, so it is the least. */
export function secondsFor(faces: number, { rpm, share }: Tier): number {
  return (faces * CALLS_PER_FACE * 60) / (rpm * share);
}

/** Writes the estimate in lines. */
export function estimateLines(faces: number, { rpm, share }: Tier): readonly string[] {
  const usd = (faces * USD_PER_MILLION) / 1_000_000;
  return [
    `iLive: about ${grouped(faces * CALLS_PER_FACE)} calls (${CALLS_PER_FACE} a face: look, index, search).`,
    `Time: at least ${durationText(secondsFor(faces, { rpm, share }))} at ${grouped(rpm)} calls a minute, of which the ` +
      `import takes ${share} (ILIVE_RPM, IMPORT_SHARE; give others by --rpm and --share).`,
    `Cloudflare: about $${usd.toFixed(2)} at list prices.`,
  ];
}
