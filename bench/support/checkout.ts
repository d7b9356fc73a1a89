/** The bench's own code that starts the service and drives it, of this checkout or of another one. */
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { listenForDecisions } from './decisions.ts';
import { stepsOf } from './onboard.ts';
import { startService } from './service.ts';

/** What a service is measured with. */
export type Checkout = {
  /** Absolute path of its `wrangler.toml`; the project's when absent. */
  readonly config?: string;
  readonly startService: typeof startService;
  readonly stepsOf: typeof stepsOf;
  readonly listenForDecisions: typeof listenForDecisions;
};

/** This one. */
export const ownCheckout: Checkout = { startService, stepsOf, listenForDecisions };

/**
 * Loads that of another folder. Its service, its callers and its packages are the folder's own, so it may differ from
 * this one in all but the names and parameters that are used here.
 */
export async function checkoutIn(folder: string): Promise<Checkout> {
  const path = resolve(folder);
  const load = (name: string) => import(pathToFileURL(join(path, 'bench/support', `${name}.ts`)).href);
  const service: typeof import('./service.ts') = await load('service');
  const onboard: typeof import('./onboard.ts') = await load('onboard');
  const decisions: typeof import('./decisions.ts') = await load('decisions');
  return {
    config: join(path, 'wrangler.toml'),
    startService: service.startService,
    stepsOf: onboard.stepsOf,
    listenForDecisions: decisions.listenForDecisions,
  };
}
