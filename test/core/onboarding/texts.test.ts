import { describe, expect, it } from 'vitest';
import { languages, preferred } from '../../../src/onboarding/language.ts';
import { en } from '../../../src/onboarding/texts/en.ts';

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

  it('are Arabic in Arabic', () => {
    const { texts } = languages.find(({ code }) => code === 'ar')!;
    expect(Object.values(texts).filter((text) => !/[\u0600-\u06ff]/.test(text))).toEqual([]);
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
    expect(preferred(header).code).toBe(code);
  });
});
