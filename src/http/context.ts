/** The type of the context that every handler gets. */

import type { Scope } from '#src/config/api-keys.ts';
import type { Services } from '#src/config/services.ts';
import type { Rights } from '#src/config/team.ts';

/** Hono's environment: the bindings, and the variables that middleware sets. */
export type HttpEnv = {
  Bindings: Env;
  Variables: {
    requestId: string;
    services: Services;
    /** The caller of the API. Set by `requireScope` once the key is verified. */
    caller: {
      readonly name: string;
      readonly person?: string | undefined;
      readonly scopes: readonly Scope[];
    };
    /**
     * The bytes of the picture that came with a form, as sent. Null without a photo, and once the route has taken it,
     * so that the body is not held until the answer.
     */
    picture: Uint8Array<ArrayBuffer> | null;
    /** The e-mail address of the console's user. Set once the token of Cloudflare Access is verified. */
    reviewer: string;
    /** What the console's user may do. Set together with `reviewer`. */
    rights: Rights;
    /** The note in the form that a reviewer sent, so that a failure does not lose it. */
    typedNote?: string | undefined;
    /** The case number of the applicant whose pages are shown. Set once the cookie is verified. */
    caseNumber?: string;
  };
};
