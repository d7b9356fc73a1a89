/** The consent text says what the settings say, in every language. */
import { describe, expect, it } from 'vitest';
import { languages } from '../../../src/pages/onboarding/language.ts';
import type { ConsentFacts } from '../../../src/pages/onboarding/texts/consent/consent-text.ts';

const NOTHING: ConsentFacts = { brand: null, photosDays: null, abandonedDays: null };
const ALL: ConsentFacts = { brand: 'Acme Bank', photosDays: 30, abandonedDays: 14 };
const GIVEN = [
  NOTHING,
  ALL,
  { ...ALL, brand: null },
  { ...ALL, photosDays: null },
  { ...ALL, abandonedDays: null },
  { ...NOTHING, brand: 'Orange' },
];
const translated = languages.filter(({ code }) => code !== 'en');

describe.each(languages)('the consent text in $name', ({ writeConsent }) => {
  it('says who asks, names iLive, and says who can be asked', () => {
    const text = writeConsent(ALL);
    for (const line of [text.asks, text.processor, text.rights, text.agree])
      expect(line).toContain('Acme Bank');
    expect(text.processor).toContain('iLive');
    for (const line of Object.values(writeConsent(NOTHING))) expect(line).not.toMatch(/null|undefined|Acme/);
  });

  it.each([
    [30, 14],
    [1, 2],
    [365, 1],
    [36_500, 100],
    [2, 3],
  ])('says that photos go after %d days and unfinished checks after %d', (photosDays, abandonedDays) => {
    const text = writeConsent({ ...ALL, photosDays, abandonedDays });
    const numbers = (line: string) => (line.match(/\d+/g) ?? []).map(Number);
    // Arabic writes one and two as words.
    expect(numbers(text.photos)).toEqual(text.photos.match(/يوم واحد|يومين/) ? [] : [photosDays]);
    expect(numbers(text.unfinished)).toEqual(text.unfinished.match(/يوم واحد|يومين/) ? [] : [abandonedDays]);
    const other = writeConsent({ ...ALL, photosDays: photosDays + 1, abandonedDays: abandonedDays + 1 });
    expect(other.photos).not.toBe(text.photos);
    expect(other.unfinished).not.toBe(text.unfinished);
  });

  it('promises no end where no setting sets one', () => {
    const text = writeConsent(NOTHING);
    expect(Object.values(text).join(' ')).not.toMatch(/\d/);
    expect(text.photos).not.toBe(writeConsent(ALL).photos);
    expect(text.unfinished).not.toBe(writeConsent(ALL).unfinished);
  });

  it('is written out: sentences with a stop, no stray space', () => {
    for (const facts of GIVEN) {
      for (const [key, line] of Object.entries(writeConsent(facts))) {
        expect({ key, line, ends: /\.$/.test(line), odd: /[<>{}$]|^\s|\s$|\s{2}|\.\./.test(line) }).toEqual({
          ...{ key, line, ends: true, odd: false },
        });
      }
    }
  });
});

it.each(translated)('the consent text has no English left in $name', ({ writeConsent }) => {
  const english = languages[0]!.writeConsent;
  for (const facts of GIVEN) {
    for (const [key, line] of Object.entries(writeConsent(facts))) {
      expect({ key, same: line === english(facts)[key as keyof ReturnType<typeof english>] }).toEqual({
        ...{ key, same: false },
      });
      expect(line).not.toMatch(/\b(?:the|your|you|and|is|are|until|this|with)\b/i);
    }
  }
});

it('one day is one day, and Arabic counts as Arabic does', () => {
  const photos = Object.fromEntries(
    languages.map(({ code, writeConsent }) => [code, writeConsent({ ...ALL, photosDays: 1 }).photos]),
  );
  expect(photos).toMatchObject({
    en: 'Your photos are deleted 1 day after the decision.',
    de: expect.stringContaining('nach 1 Tag gelöscht'),
    es: expect.stringContaining('1 día después'),
    fr: expect.stringContaining('1 jour après'),
    ar: expect.stringContaining('بعد يوم واحد من'),
  });
  const arabic = languages.at(-1)!.writeConsent;
  const counted = [2, 3, 10, 11, 99, 100, 103].map((photosDays) => arabic({ ...ALL, photosDays }).photos);
  const said = ['يومين', '3 أيام', '10 أيام', '11 يومًا', '99 يومًا', '100 يوم', '103 أيام'];
  expect(counted).toEqual(said.map((days) => `تُحذف صورك بعد ${days} من صدور القرار.`));
});
