/** The API keys of the callers: their schema, and what each scope opens. */
import { z } from 'zod';
import { jsonSetting } from './setting-types.ts';

/** The scopes that an API key can have. */
export const scopeSchema = z.enum(['applicants', 'read', 'erase', 'reviews', 'audit', 'operate', 'import']);
/** A scope of an API key. */
export type Scope = z.infer<typeof scopeSchema>;

/** The scopes that imply `read`: a key that onboards or reviews applicants must be able to read them. */
const IMPLIES_READ: readonly Scope[] = ['applicants', 'reviews'];

/** Returns the scopes of which a key needs one, so that it opens a route of the given scope. */
export function scopesThatOpen(scope: Scope): readonly Scope[] {
  return scope === 'read' ? [scope, ...IMPLIES_READ] : [scope];
}

/** The person whose key it is, an e-mail address or an id. The log shows it, so no space or control character. */
const person = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, 'must be an e-mail address or an id')
  .transform((text) => text.toLowerCase());

const apiKey = z.lazy(() =>
  z.strictObject(
    {
      sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hex'),
      scopes: z.array(scopeSchema).min(1),
      person: person.optional(),
    },
    // The default message would quote the unknown field, which may be a key.
    { error: ({ code }) => (code === 'unrecognized_keys' ? 'has an unknown field' : undefined) },
  ),
);

/**
 * The schema of the API keys: a JSON object from the caller's name to the SHA-256 (hex), the scopes and the person of
 * its key. A hash under two names is refused: the log could not tell who called.
 */
export const apiKeys = z.lazy(() =>
  jsonSetting.pipe(
    z.record(z.string().min(1), apiKey).refine((keys) => {
      const hashes = Object.values(keys).map(({ sha256 }) => sha256);
      return new Set(hashes).size === hashes.length;
    }, 'must not have one hash under two names'),
  ),
);
