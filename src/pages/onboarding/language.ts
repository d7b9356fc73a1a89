/** Chooses the language of a page: by the switch on the page, else by `Accept-Language`. */
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { HttpEnv } from '#src/http/context.ts';
import { isSpeculative } from '#src/http/speculative.ts';
import { ar } from './texts/ar.ts';
import { consentInArabic } from './texts/consent/ar.ts';
import type { ConsentWriter } from './texts/consent/consent-text.ts';
import { consentInGerman } from './texts/consent/de.ts';
import { consentInEnglish } from './texts/consent/en.ts';
import { consentInSpanish } from './texts/consent/es.ts';
import { consentInFrench } from './texts/consent/fr.ts';
import { de } from './texts/de.ts';
import { en } from './texts/en.ts';
import { es } from './texts/es.ts';
import { fr } from './texts/fr.ts';
import type { Texts } from './texts/texts.ts';

/** A language with its texts. `code` is a BCP 47 tag. */
export type Language = {
  readonly code: string;
  readonly dir: 'ltr' | 'rtl';
  /** The name of the language in that language. */
  readonly name: string;
  readonly texts: Texts;
  /** Writes the consent text, which depends on the settings. */
  readonly writeConsent: ConsentWriter;
};

const english: Language = {
  code: 'en',
  dir: 'ltr',
  name: 'English',
  texts: en,
  writeConsent: consentInEnglish,
};

/** All languages, in the order of the switch. */
export const languages: readonly Language[] = [
  english,
  { code: 'de', dir: 'ltr', name: 'Deutsch', texts: de, writeConsent: consentInGerman },
  { code: 'es', dir: 'ltr', name: 'Español', texts: es, writeConsent: consentInSpanish },
  { code: 'fr', dir: 'ltr', name: 'Français', texts: fr, writeConsent: consentInFrench },
  { code: 'ar', dir: 'rtl', name: 'العربية', texts: ar, writeConsent: consentInArabic },
];

const COOKIE = 'lang';
const YEAR_S = 31_536_000;

/**
 * Chooses the language: by `?lang=`, which is then kept in a cookie, else by that cookie, else by `Accept-Language`.
 */
export function languageOf(c: Context<HttpEnv>): Language {
  const chosen = languageByCode(c.req.query('lang'));
  if (chosen && !isSpeculative(c)) {
    const secure = c.req.url.startsWith('https:');
    setCookie(c, COOKIE, chosen.code, {
      path: '/onboarding',
      maxAge: YEAR_S,
      sameSite: 'Lax',
      httpOnly: true,
      secure,
    });
  }
  return (
    chosen ?? languageByCode(getCookie(c, COOKIE)) ?? preferredLanguage(c.req.header('accept-language') ?? '')
  );
}

/**
 * Chooses the language with the highest weight in an `Accept-Language` header (RFC 9110, 12.5.4). Regions are ignored.
 * @returns English when no language fits
 */
export function preferredLanguage(header: string): Language {
  const ranges = header.split(',').map((part) => {
    const [range = '', ...parameters] = part.split(';').map((text) => text.trim());
    const quality = parameters.find((parameter) => parameter.startsWith('q='));
    return { code: range.split('-')[0]?.toLowerCase(), weight: quality ? Number(quality.slice(2)) : 1 };
  });
  const best = ranges
    .filter(({ code, weight }) => weight > 0 && languageByCode(code))
    .toSorted((a, b) => b.weight - a.weight)[0];
  return languageByCode(best?.code) ?? english;
}

function languageByCode(code: string | undefined): Language | undefined {
  return languages.find((language) => language.code === code);
}
