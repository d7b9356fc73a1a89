/** What every handler finds in its context. */

import type { Services } from '#src/config/services.ts';
import type { Scope } from '#src/config/setting-types.ts';

/** Hono's environment: bindings, and what the middleware has put in. */
export type HttpEnv = {
  Bindings: Env;
  Variables: {
    requestId: string;
    services: Services;
    /** The caller, once its key is checked. */
    caller: { readonly name: string; readonly scopes: readonly Scope[] };
    /** The e-mail of who is at the console, once its token is verified. */
    reviewer: string;
  };
};
