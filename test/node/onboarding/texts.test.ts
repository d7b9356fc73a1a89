import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { languages, preferredLanguage } from '../../../src/pages/onboarding/language.ts';
import { en } from '../../../src/pages/onboarding/texts/en.ts';
import type { Texts } from '../../../src/pages/onboarding/texts/texts.ts';

const PAGES = [
  'components.tsx',
  'layout.tsx',
  'screens.tsx',
  'photo-screen.tsx',
  'phone-screen.tsx',
  'switch-screen.tsx',
  'end-screens.tsx',
];
const entriesOf = (texts: Texts) => Object.entries(texts) as [keyof Texts, string][];
/** What no language translates. */
const fixedIn = (text: string) => (text.match(/\d+|JPEG|PNG|HEIC|PDF|WebP|AVIF|QR|iLive/g) ?? []).toSorted();

const translated = languages.filter(({ code }) => code !== 'en');

describe('the texts', () => {
  it('are in five languages', () => {
    expect(languages.map(({ code }) => code)).toEqual(['en', 'de', 'es', 'fr', 'ar']);
  });

  it.each(translated)('are all there in $name, and none was left in English', ({ texts }) => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(en).sort());
    const same = Object.entries(texts).filter(([key, text]) => text === en[key as keyof typeof en]);
    expect(same).toEqual([]);
    expect(Object.entries(texts).filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('are all used, and all that is used is there', async () => {
    const files = await Promise.all(PAGES.map((file) => readFile(`src/pages/onboarding/${file}`, 'utf8')));
    const used = new Set(
      files
        .join('')
        .match(/\b(?:t|texts)\.(?!ts\b)\w+|'(?:advice|step)[A-Z]\w+'/g)
        ?.map((it) => it.replace(/^\w+\.|'/g, '')),
    );
    expect([...used].toSorted()).toEqual(Object.keys(en).toSorted());
  });

  it.each(translated)('say the same numbers, formats and names in $name as in English', ({ texts }) => {
    for (const [key, text] of entriesOf(en)) {
      expect({ key, says: fixedIn(texts[key]) }).toEqual({ key, says: fixedIn(text) });
    }
  });

  it.each(languages)('are written out in $name: no markup, no placeholder, no stray space', ({ texts }) => {
    const odd = /[<>{}[\]]|&\w+;|\.\.\.|TODO|xxx|\$|%|^\s|\s$|\s{2}|(?<!\p{Script=Arabic})[?!]{2}/iu;
    expect(entriesOf(texts).filter(([, text]) => odd.test(text))).toEqual([]);
  });

  it.each(languages)('end in $name as in English: a sentence with its stop, a heading without', ({
    texts,
  }) => {
    const ending = (text: string) => /[.:…؟?]$/u.exec(text)?.[0].replace('؟', '?') ?? '';
    for (const [key, text] of entriesOf(en)) {
      expect({ key, ends: ending(texts[key]) }).toEqual({ key, ends: ending(text) });
    }
  });

  it.each(translated)('have no English words left in $name', ({ texts, code }) => {
    const english = /\b(?:the|your|you|photo of|please|and|is|are|check|face|send|again|this|with)\b/i;
    const left = entriesOf(texts).filter(([, text]) => english.test(text));
    expect({ code, left }).toEqual({ code, left: [] });
  });

  it('are Arabic in Arabic, and Latin letters stand only in names', () => {
    const { texts } = languages.find(({ code }) => code === 'ar')!;
    for (const [key, text] of entriesOf(texts)) {
      expect({ key, arabic: /[\u0600-\u06ff]/.test(text) }).toEqual({ key, arabic: true });
      expect({ key, latin: (text.match(/[a-z]+/gi) ?? []).toSorted() }).toEqual({
        key,
        latin: fixedIn(text).filter((it) => /[a-z]/i.test(it)),
      });
    }
  });
});

describe('the language', () => {
  it.each([
    ['', 'en'],
    ['de-AT', 'de'],
    ['FR', 'fr'],
    ['en;q=0.2, es;q=0.8', 'es'],
    ['pt, it', 'en'],
    ['de;q=0, fr;q=0.1', 'fr'],
    ['*', 'en'],
    ['de;q=x, fr', 'fr'],
  ])('of %j is %s', (header, code) => {
    expect(preferredLanguage(header).code).toBe(code);
  });
});
