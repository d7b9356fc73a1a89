/** How a session can end (`/docs/liveness/overview`). */
export type Verdict = 'pass' | 'retry' | 'fail';

/** Prefixes of a `reference_id` that choose the verdict. */
export const VERDICT_PREFIXES = [
  { prefix: 'pass-', verdict: 'pass', effect: 'the verdict is pass, if a face is found' },
  { prefix: 'retry-', verdict: 'retry', effect: 'the verdict is retry' },
  { prefix: 'fail-', verdict: 'fail', effect: 'the verdict is fail' },
] as const;

/** Prefixes of a `reference_id` or `external_face_id` that make things go wrong, and how. */
export const FAULTS = [
  { prefix: 'slow-', effect: 'each call about this session or face is answered two seconds late' },
  { prefix: 'down-once-', effect: 'the first call for the result is answered with 503' },
  { prefix: 'no-webhook-', effect: 'the webhook is never sent' },
  { prefix: 'twice-', effect: 'the webhook is delivered twice' },
  { prefix: 'mismatch-', effect: 'the webhook names another verdict than the result does' },
  { prefix: 'no-photo-', effect: 'a passed session has no photo' },
  { prefix: 'index-lost-', effect: 'the first face is indexed, but the call is answered with 502' },
] as const;

/** One of the faults, by its prefix. */
export type Fault = (typeof FAULTS)[number]['prefix'];

/** What a reference asks for. */
export interface Wishes {
  verdict: Verdict | null;
  faults: ReadonlySet<Fault>;
}

/** Reads the prefixes of a reference, any number of them: `slow-fail-user-1` is slow and fails. */
export function readWishes(reference: string | null): Wishes {
  let rest = reference ?? '';
  let verdict: Verdict | null = null;
  const faults = new Set<Fault>();
  for (;;) {
    const chosen = VERDICT_PREFIXES.find(({ prefix }) => rest.startsWith(prefix));
    const fault = FAULTS.find(({ prefix }) => rest.startsWith(prefix));
    if (chosen) verdict ??= chosen.verdict;
    if (fault) faults.add(fault.prefix);
    const prefix = chosen?.prefix ?? fault?.prefix;
    if (prefix === undefined) return { verdict, faults };
    rest = rest.slice(prefix.length);
  }
}
