/** What the settings say about the operator to the applicant: who asks, where to get help, how long data is kept. */
import type { Config } from '#src/config/config.ts';
import { hoursInWords } from './duration.ts';
import type { Language } from './language.ts';
import type { ConsentText } from './texts/consent/consent-text.ts';

/** The operator as the applicant's pages show it, in the language of the page. */
export type Operator = {
  /** Null where no `BRAND_NAME` is set. */
  readonly brand: string | null;
  readonly supportUrl: string | null;
  readonly privacyUrl: string | null;
  readonly consent: ConsentText;
  /** The time in which a reviewer is to decide, in words; null where no `REVIEW_DUE_HOURS` is set. */
  readonly reviewTime: string | null;
};

/** Characters of scripts that are written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;
/** Unicode's first strong isolate and its end: the text between them does not mix with the text around it. */
const isolated = (text: string) => `\u2068${text}\u2069`;

/** Reads what the pages say out of the settings. */
export function operatorOf(config: Config, { code, dir, writeConsent }: Language): Operator {
  const { BRAND_NAME: brand = null, SUPPORT_URL: supportUrl = null, PRIVACY_URL: privacyUrl = null } = config;
  const otherDirection = brand !== null && RIGHT_TO_LEFT.test(brand) !== (dir === 'rtl');
  const consent = writeConsent({
    brand: otherDirection ? isolated(brand) : brand,
    photosDays: config.RETAIN_PHOTOS_DAYS ?? null,
    abandonedDays: config.RETAIN_ABANDONED_DAYS ?? null,
  });
  const { REVIEW_DUE_HOURS: hours } = config;
  const reviewTime = hours === undefined ? null : hoursInWords(hours, code);
  return { brand, supportUrl, privacyUrl, consent, reviewTime };
}
