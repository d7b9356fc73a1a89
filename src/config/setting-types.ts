/** Schemas for the values of settings. Each parses a text of the environment strictly. */
import { z } from 'zod';

/** The scopes that an API key can have. */
export const scopeSchema = z.enum(['applicants', 'reviews', 'audit']);
/** A scope of an API key. */
export type Scope = z.infer<typeof scopeSchema>;

/** A decimal number. Checked by pattern: `Number(' ')` is 0, and a threshold of 0 would match nearly all faces. */
const decimal = z
  .string()
  .regex(/^\d+(\.\d+)?$/, 'must be a number')
  .transform(Number);

/** Makes the schema of an integer from `min` to `max`. */
export const wholeSetting = (fallback: number, min: number, max: number) =>
  decimal.pipe(z.number().int().min(min).max(max)).default(fallback);
/** Makes the schema of a number from 0 to 1. */
export const shareSetting = (fallback: number) => decimal.pipe(z.number().min(0).max(1)).default(fallback);
/** The schema of a number from 0 to 1 that has no fixed default. */
export const optionalShareSetting = decimal.pipe(z.number().min(0).max(1)).optional();
/** Makes the schema of a threshold, strictly between 0 and 1: with 0 nearly all faces would match, with 1 none. */
export const thresholdSetting = (fallback: number) => decimal.pipe(z.number().gt(0).lt(1)).default(fallback);

/** The schema of an origin: an https URL without a path. http is allowed for `localhost` and `127.0.0.1` only. */
export const originSetting = z.url({ protocol: /^https?$/ }).transform((url, context) => {
  const { origin: withoutPath, pathname, protocol, hostname } = new URL(url);
  const local = hostname === '127.0.0.1' || hostname === 'localhost';
  if (pathname !== '/' || (protocol === 'http:' && !local)) {
    context.addIssue({ code: 'custom', message: 'must be an https origin without a path' });
    return z.NEVER;
  }
  return withoutPath;
});

/** The schema of the team domain at Cloudflare Access, as a host name or an origin. Parses to the origin. */
export const accessTeam = z
  .string()
  .transform((text) => (text.includes('://') ? text : `https://${text}`))
  .pipe(originSetting);

/** The schema of the application's audience tag at Cloudflare Access. */
export const accessAudience = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits');

/** The schema of the API keys: a JSON object from the caller's name to the SHA-256 (hex) and the scopes of its key. */
export const apiKeys = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' });
      return z.NEVER;
    }
  })
  .pipe(
    z.record(
      z.string().min(1),
      z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), scopes: z.array(scopeSchema).min(1) }),
    ),
  );

/** The schema of a 32-byte key in base64. Parses to the bytes. */
export const dataKey = z.base64().transform((text, context) => {
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  if (bytes.length !== 32) {
    context.addIssue({ code: 'custom', message: 'must be 32 bytes in base64' });
    return z.NEVER;
  }
  return bytes;
});

/** The schema of a Standard Webhooks secret: `whsec_` and 24 to 64 bytes in base64. Parses to the bytes. */
export const notifySecret = z.string().transform((text, context) => {
  const base64 = z.base64().safeParse(text.replace(/^whsec_/, ''));
  const bytes = Buffer.from(base64.data ?? '', 'base64');
  if (text.startsWith('whsec_') && bytes.length >= 24 && bytes.length <= 64) return Uint8Array.from(bytes);
  context.addIssue({ code: 'custom', message: 'must be whsec_ and 24 to 64 bytes in base64' });
  return z.NEVER;
});

/** The schema of an optional number of days, 1 to 36,500. */
export const daysSetting = decimal.pipe(z.number().int().min(1).max(36_500)).optional();
