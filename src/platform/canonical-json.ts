/** Canonical JSON (RFC 8785), and hashes over it. */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/**
 * Returns the canonical JSON of a value.
 * @throws when it has none, for example because of a lone surrogate
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('the value has no canonical JSON');
  return text;
}

/**
 * Computes SHA-256, lower-case hex, over a text followed by the canonical JSON of a value.
 * @throws when the value has no canonical JSON
 */
export function hashCanonical(value: unknown, prefix = ''): string {
  return createHash('sha256').update(prefix).update(canonicalJson(value)).digest('hex');
}
