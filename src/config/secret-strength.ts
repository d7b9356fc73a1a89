/** Finds secrets that are none: placeholders and patterns, and one secret that stands under two names. Pure. */

/** A random secret of 16 hex digits has 10 different ones on average, and fewer than this once in a million. */
const LEAST_DIFFERENT = 6;

/**
 * Says what is wrong with a secret. The answer never holds a part of it.
 * @param secret a text, or the bytes of a key
 * @returns null when nothing is wrong
 */
export function weakness(secret: string | Uint8Array): string | null {
  const text = typeof secret === 'string' ? secret : Buffer.from(secret).toString('latin1');
  const decoded = typeof secret === 'string' ? decodedText(secret) : '';
  if (isPattern(text) || isPattern(decoded)) return 'must be random: it repeats itself';
  return isMonotonous(text) || isMonotonous(decoded)
    ? 'must be random: it has too few different characters'
    : null;
}

/** Tells whether a text has too few different characters. One that is shorter than a random key may have few. */
function isMonotonous(text: string): boolean {
  return text.length >= 16 && new Set(text).size < LEAST_DIFFERENT;
}

/** Tells whether a text is a shorter one again and again, such as `0000` or `abcabc`; the last may be cut off. */
function isPattern(text: string): boolean {
  const longest = Math.floor(text.length / 2);
  const periods = Array.from({ length: longest }, (_, index) => index + 1);
  return periods.some((period) => text.startsWith(text.slice(period)));
}

/** The forms of a prefix that says what kind of secret it is, such as `iksk_` and `whsec_`. */
const PREFIX = /^[a-z]{2,10}[_-]/i;

/** Returns the secret without its prefix. */
export function withoutPrefix(secret: string): string {
  return secret.replace(PREFIX, '');
}

/** Returns what hex or base64 stands for, as latin1, so that its pattern shows; empty for other texts. */
function decodedText(text: string): string {
  return (bytesOfHex(text) ?? bytesOfBase64(text))?.toString('latin1') ?? '';
}

function bytesOfHex(text: string): Buffer | null {
  return /^([0-9a-f]{2})+$/i.test(text) ? Buffer.from(text, 'hex') : null;
}

function bytesOfBase64(text: string): Buffer | null {
  return /^[\w+/-]{16,}={0,2}$/.test(text) ? Buffer.from(text, 'base64') : null;
}

/** A secret by the name of its setting. Bytes are of a setting that is base64. */
export type NamedSecret = readonly [setting: string, secret: string | Uint8Array | undefined];

/**
 * Finds secrets that stand under two names, whether as text or as the bytes that its base64 stands for.
 * @returns each later name with the earlier one
 */
export function sharedSecrets(secrets: readonly NamedSecret[]): readonly (readonly [string, string])[] {
  const names = new Map<string, string>();
  return secrets.flatMap(([name, secret]) => {
    if (secret === undefined) return [];
    const forms = [...new Set(formsOf(secret))];
    const earlier = forms.flatMap((form) => names.get(form) ?? [])[0];
    for (const form of forms) if (!names.has(form)) names.set(form, name);
    return earlier === undefined ? [] : [[name, earlier] as const];
  });
}

/** All bytes that a secret can stand for, as hex: its text, and what that is as hex or base64, after `whsec_` too. */
function formsOf(secret: string | Uint8Array): readonly string[] {
  if (typeof secret !== 'string') return [Buffer.from(secret).toString('hex')];
  return [secret, secret.replace(/^whsec_/, '')].flatMap((text) =>
    [Buffer.from(text), bytesOfHex(text), bytesOfBase64(text)].flatMap(
      (bytes) => bytes?.toString('hex') ?? [],
    ),
  );
}
