import { describe, expect, it } from 'vitest';
import { hoursInWords } from '../../../src/pages/onboarding/duration.ts';
import { languages } from '../../../src/pages/onboarding/language.ts';

describe('a number of hours', () => {
  it.each([
    [1, '1 hour'],
    [24, '24 hours'],
    [47, '47 hours'],
    [48, '48 hours'],
    [49, '49 hours'],
    [71, '71 hours'],
    [72, '3 days'],
    [73, '73 hours'],
    [8_760, '365 days'],
  ])('of %d is %s in English', (hours, words) => {
    expect(hoursInWords(hours, 'en')).toBe(words);
  });

  it.each([
    ['de', ['1 Stunde', '24 Stunden', '3 Tage']],
    ['es', ['1 hora', '24 horas', '3 días']],
    ['fr', ['1 heure', '24 heures', '3 jours']],
    ['ar', ['ساعة', '24 ساعة', '3 أيام']],
  ])('is said in %s as that language counts', (language, words) => {
    const said = [1, 24, 72].map((hours) => hoursInWords(hours, language).replace('\u00a0', ' '));
    expect(said).toEqual(words);
  });

  it('is said in words of every language of the pages', () => {
    const said = languages.map(({ code }) => hoursInWords(72, code));
    expect(new Set(said).size).toBe(languages.length);
    for (const words of said) expect(words).toMatch(/^3[\s\u00a0]\S+$/);
  });
});
