/** What the values of settings look like: the texts of an environment, read strictly. */
import { z } from 'zod';

/** What an API key may do. */
export const scopeSchema = z.enum(['applicants', 'reviews', 'audit']);
/** One scope. */
export type Scope = z.infer<typeof scopeSchema>;

/** Digits only: `Number(' ')` is 0, and a threshold of 0 by a slip of the keyboard would match everybody. */
const decimal = z
  .string()
  .regex(/^\d+(\.\d+)?$/, 'must be a number')
  .transform(Number);
/** A whole number. */
export const whole = (fallback: number, least: number, most: number) =>
  decimal.pipe(z.number().int().min(least).max(most)).default(fallback);
/** From 0 to 1. */
export const share = (fallback: number) => decimal.pipe(z.number().min(0).max(1)).default(fallback);
/** The same where there is no one default. */
export const optionalShare = decimal.pipe(z.number().min(0).max(1)).optional();
/** At 0 all pairs of faces would match, at 1 none could. */
export const threshold = (fallback: number) => decimal.pipe(z.number().gt(0).lt(1)).default(fallback);

/** This or another service: https without a path; http on this machine only. */
export const origin = z.url({ protocol: /^https?$/ }).transform((url, context) => {
  const { origin: withoutPath, pathname, protocol, hostname } = new URL(url);
  const local = hostname === '127.0.0.1' || hostname === 'localhost';
  if (pathname !== '/' || (protocol === 'http:' && !local)) {
    context.addIssue({ code: 'custom', message: 'must be an https origin without a path' });
    return z.NEVER;
  }
  return withoutPath;
});

/** The team's domain at Cloudflare Access, bare or as an origin; gives the origin. */
export const accessTeam = z
  .string()
  .transform((text) => (text.includes('://') ? text : `https://${text}`))
  .pipe(origin);

/** The application's audience tag at Cloudflare Access. */
export const accessAudience = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits');

/** The callers: name, hash of the key, scopes. */
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

/** 32 bytes. */
export const dataKey = z.base64().transform((text, context) => {
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  if (bytes.length !== 32) {
    context.addIssue({ code: 'custom', message: 'must be 32 bytes in base64' });
    return z.NEVER;
  }
  return bytes;
});

/** The key of Standard Webhooks: `whsec_` and 24 to 64 bytes in base64. */
export const notifySecret = z.string().transform((text, context) => {
  const base64 = z.base64().safeParse(text.replace(/^whsec_/, ''));
  const bytes = Buffer.from(base64.data ?? '', 'base64');
  if (text.startsWith('whsec_') && bytes.length >= 24 && bytes.length <= 64) return Uint8Array.from(bytes);
  context.addIssue({ code: 'custom', message: 'must be whsec_ and 24 to 64 bytes in base64' });
  return z.NEVER;
});

/** A whole number of days, or nothing. */
export const days = decimal.pipe(z.number().int().min(1).max(36_500)).optional();
