/** What was found about an inference. */
import type { InferenceId } from './inferences.ts';

/** `seen`: what iLive answered, or why it was not asked. Never holds a secret, a token or personal data. */
export type Finding = { readonly fits: 'yes' | 'no' | 'not tried'; readonly seen: string };

/** What was found, by inference. What is absent was not tried. */
export type Findings = Partial<Record<InferenceId, Finding>>;

/** Makes the finding of an inference that was tried. */
export function tried(fits: boolean, seen: string): Finding {
  return { fits: fits ? 'yes' : 'no', seen };
}

/** Makes the finding of an inference that could not be tried. */
export function notTried(why: string): Finding {
  return { fits: 'not tried', seen: why };
}
