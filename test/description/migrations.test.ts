/** The migrations as D1's remote interface must be able to take them, and as no release after the first may change them. */
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { refusedIn } from '../support/migration-rule.ts';
import { goldenVersions } from '../support/release/golden-files.ts';

const FOLDER = `${import.meta.dirname}/../../migrations`;
const names = (await readdir(FOLDER)).toSorted();
const texts = await Promise.all(names.map((name) => readFile(`${FOLDER}/${name}`, 'utf8')));
const lines = texts.flatMap((text) => text.split('\n'));
/** Of the statements alone. */
const code = lines.map((line) => line.replace(/--.*$/, ''));

describe('the migrations', () => {
  it('are numbered without a gap', () => {
    expect(names.map((name) => name.slice(0, 5))).toEqual(
      names.map((_, index) => `${String(index + 1).padStart(4, '0')}_`),
    );
    expect(names[0]).toBe('0001_schema.sql');
  });

  it('only add, after the first', async () => {
    const released = await goldenVersions();
    const refused = texts.flatMap((text, index) =>
      index === 0 ? [] : refusedIn(text, texts.slice(0, index), released),
    );
    expect(refused).toEqual([]);
  });

  it('have each trigger on one line, from its beginning to its end', () => {
    // Bodies over several lines are reported to be cut at an inner semicolon.
    const triggers = code.filter((line) => /\btrigger\b/i.test(line));
    expect(triggers.length).toBeGreaterThan(0);
    expect(triggers.filter((line) => !/^CREATE TRIGGER \w+ .* BEGIN .*; END;\s*$/.test(line))).toEqual([]);
    expect(code.filter((line) => /\b(?:begin|end)\b/i.test(line) && !triggers.includes(line))).toEqual([]);
  });

  it('have one trigger on such a line, so that none hides behind another', () => {
    const perLine = code.map((line) => line.match(/\bcreate\s+trigger\b/gi)?.length ?? 0);
    expect(Math.max(...perLine)).toBe(1);
    const all = code.join('\n').match(/\bcreate\s+trigger\b/gi) ?? [];
    expect(perLine.reduce((sum, n) => sum + n, 0)).toBe(all.length);
  });
});
