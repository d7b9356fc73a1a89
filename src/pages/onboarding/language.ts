/** Which language a page speaks: the one chosen by the switch, else the first of `Accept-Language` that we have. */
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { HttpEnv } from '#src/http/context.ts';
import { ar } from './texts/ar.ts';
import { de } from './texts/de.ts';
import { en } from './texts/en.ts';
import { es } from './texts/es.ts';
import { fr } from './texts/fr.ts';
import type { Texts } from './texts/texts.ts';

/** A language by its code (BCP 47). */
export type Language = {
  readonly code: string;
  readonly dir: 'ltr' | 'rtl';
  /** As it calls itself. */
  readonly name: string;
  readonly texts: Texts;
};

const english: Language = { code: 'en', dir: 'ltr', name: 'English', texts: en };

/** All of them, as the switch shows them. */
export const languages: readonly Language[] = [
  english,
  { code: 'de', dir: 'ltr', name: 'Deutsch', texts: de },
  { code: 'es', dir: 'ltr', name: 'Español', texts: es },
  { code: 'fr', dir: 'ltr', name: 'Français', texts: fr },
  { code: 'ar', dir: 'rtl', name: 'العربية', texts: ar },
];

const COOKIE = 'lang';
const YEAR_S = 31_536_000;

/** The language of this request. `?lang=` is kept in a cookie. */
export function languageOf(c: Context<HttpEnv>): Language {
  const asked = called(c.req.query('lang'));
  if (asked) {
    const secure = c.req.url.startsWith('https:');
    setCookie(c, COOKIE, asked.code, {
      path: '/onboarding',
      maxAge: YEAR_S,
      sameSite: 'Lax',
      httpOnly: true,
      secure,
    });
  }
  return asked ?? called(getCookie(c, COOKIE)) ?? preferred(c.req.header('accept-language') ?? '');
}

/** By `Accept-Language` (RFC 9110, 12.5.4); a region is as good as its language. English where nothing fits. */
export function preferred(header: string): Language {
  const wishes = header.split(',').map((wish) => {
    const [range = '', ...parameters] = wish.split(';').map((part) => part.trim());
    const quality = parameters.find((parameter) => parameter.startsWith('q='));
    return { code: range.split('-')[0]?.toLowerCase(), weight: quality ? Number(quality.slice(2)) : 1 };
  });
  const best = wishes
    .filter(({ code, weight }) => weight > 0 && called(code))
    .toSorted((a, b) => b.weight - a.weight)[0];
  return called(best?.code) ?? english;
}

function called(code: string | undefined): Language | undefined {
  return languages.find((language) => language.code === code);
}
