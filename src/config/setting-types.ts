/** Schemas for the values of settings. Each parses a text of the environment strictly. */
import { z } from 'zod';
import { isHostPattern } from '#src/ilive/session-hosts.ts';
import { weakness, withoutPrefix } from './secret-strength.ts';

/** A decimal number. Checked by pattern: `Number(' ')` is 0, and a threshold of 0 would match nearly all faces. */
const decimal = z
  .string()
  .regex(/^\d+(\.\d+)?$/, 'must be a number')
  .transform(Number);

/** The schema of a setting that is JSON. Parses to the value, which is to be checked further. */
export const jsonSetting = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'is not JSON' });
    return z.NEVER;
  }
});

/** Makes the schema of an integer from `min` to `max`. */
export const wholeSetting = (fallback: number, min: number, max: number) =>
  decimal.pipe(z.number().int().min(min).max(max)).default(fallback);
/** Makes the schema of a number from 0 to 1. */
export const shareSetting = (fallback: number) => decimal.pipe(z.number().min(0).max(1)).default(fallback);
/** The schema of the share of the tier for known faces: with less than a hundredth of it an import would hardly move. */
export const importShareSetting = decimal.pipe(z.number().min(0.01).max(1)).default(0.5);
/** The schema of a number from 0 to 1 that has no fixed default. */
export const optionalShareSetting = z.lazy(() => decimal.pipe(z.number().min(0).max(1)).optional());
/** Makes the schema of a threshold, strictly between 0 and 1: with 0 nearly all faces would match, with 1 none. */
export const thresholdSetting = (fallback: number) => decimal.pipe(z.number().gt(0).lt(1)).default(fallback);

/** The schema of an origin: an https URL without a path. http is allowed for `localhost` and `127.0.0.1` only. */
export const originSetting = z.lazy(() =>
  z.url({ protocol: /^https?$/ }).transform((url, context) => {
    const { origin: withoutPath, pathname, protocol, hostname } = new URL(url);
    const local = hostname === '127.0.0.1' || hostname === 'localhost';
    if (pathname !== '/' || (protocol === 'http:' && !local)) {
      context.addIssue({ code: 'custom', message: 'must be an https origin without a path' });
      return z.NEVER;
    }
    return withoutPath;
  }),
);

/** The schema of the hosts that iLive's pages may be at: `host` or `*.host`, by comma. */
export const sessionHostsSetting = z.lazy(() =>
  z.string().transform((given, context) => {
    const hosts = given.split(',').map((host) => host.trim().toLowerCase());
    if (hosts.every(isHostPattern)) return hosts;
    context.addIssue({ code: 'custom', message: 'must be hosts by comma, such as *.example.com' });
    return z.NEVER;
  }),
);

/** The schema of a collection's name. Which characters iLive takes is documented nowhere; these are safe in a path. */
export const collectionName = z.string().regex(/^[a-z0-9_-]{1,120}$/);

/** The schema of names of collections, by comma. */
export const collectionsSetting = z.lazy(() =>
  z
    .string()
    .default('')
    .transform((given) => given.split(',').map((name) => name.trim()))
    .transform((names) => names.filter((name) => name !== ''))
    .refine(
      (names) => names.every((name) => collectionName.safeParse(name).success),
      'must be names of collections by comma',
    ),
);

/** The schema of the team domain at Cloudflare Access, as a host name or an origin. Parses to the origin. */
export const accessTeam = z.lazy(() =>
  z
    .string()
    .transform((text) => (text.includes('://') ? text : `https://${text}`))
    .pipe(originSetting),
);

/** The schema of the application's audience tag at Cloudflare Access. */
export const accessAudience = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits');

/** Makes the schema of a secret that is a text of at least `min` characters. */
export const secretText = (min: number) => random(z.string().min(min));

/** Adds the check that a secret is no placeholder. */
function random<S extends z.ZodType<string | Uint8Array>>(schema: S): S {
  return schema.check(({ value, issues }) => {
    const problem = weakness(typeof value === 'string' ? withoutPrefix(value) : value);
    if (problem !== null) issues.push({ code: 'custom', message: problem, input: null });
  });
}

/** The schema of the API key at iLive. */
export const iliveApiKey = z.lazy(() => random(z.string().startsWith('iksk_').min(10)));

/** The schema of a 32-byte key in base64. Parses to the bytes. */
export const dataKey = z.lazy(() =>
  random(
    z.base64().transform((text, context) => {
      const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
      if (bytes.length !== 32) {
        context.addIssue({ code: 'custom', message: 'must be 32 bytes in base64' });
        return z.NEVER;
      }
      return bytes;
    }),
  ),
);

/** The schema of a Standard Webhooks secret: `whsec_` and 24 to 64 bytes in base64. Parses to the bytes. */
export const notifySecret = z.lazy(() =>
  random(
    z.string().transform((text, context) => {
      const base64 = z.base64().safeParse(text.replace(/^whsec_/, ''));
      const bytes = Buffer.from(base64.data ?? '', 'base64');
      if (text.startsWith('whsec_') && bytes.length >= 24 && bytes.length <= 64)
        return Uint8Array.from(bytes);
      context.addIssue({ code: 'custom', message: 'must be whsec_ and 24 to 64 bytes in base64' });
      return z.NEVER;
    }),
  ),
);

/** The schema of an optional limit, 1 to 1,000,000,000. */
export const optionalLimit = z.lazy(() =>
  decimal.pipe(z.number().int().min(1).max(1_000_000_000)).optional(),
);

/** The schema of an optional number of days, 1 to 36,500. */
export const daysSetting = z.lazy(() => decimal.pipe(z.number().int().min(1).max(36_500)).optional());

/** The schema of an optional number of hours, 1 to 8,760. */
export const hoursSetting = z.lazy(() => decimal.pipe(z.number().int().min(1).max(8_760)).optional());

const MAX_BRAND_CHARACTERS = 60;
const MAX_LINK_LENGTH = 2_000;
/** Control characters, line separators, and characters that change the direction of the text around them. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** The schema of a name that is shown to applicants: 1 to 60 characters (code points) of well-formed text in one line. */
export const brandSetting = z.lazy(() =>
  z
    .string()
    .trim()
    .refine((text) => text.isWellFormed() && !UNPRINTABLE.test(text), 'must have no control characters')
    .refine((text) => text !== '' && [...text].length <= MAX_BRAND_CHARACTERS, 'must be 1 to 60 characters'),
);

/** The schema of a page that applicants are led to: an https URL without a user or password. Parses to its normal form. */
export const linkSetting = z.lazy(() =>
  z
    .string()
    .max(MAX_LINK_LENGTH)
    .transform((text, context) => {
      // The URL parser would drop line breaks and tabs, and take `https:example.com`.
      const url =
        /^https:\/\/[^\s\\/]/i.test(text) && !/[\s\p{Cc}\\]/u.test(text) && text.isWellFormed()
          ? URL.parse(text)
          : null;
      if (url && url.username === '' && url.password === '') return url.href;
      context.addIssue({ code: 'custom', message: 'must be an https URL without a user or password' });
      return z.NEVER;
    }),
);
