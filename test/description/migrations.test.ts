/** The migrations as D1's remote interface must be able to take them, and as no release after the first may change them. */
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

const FOLDER = `${import.meta.dirname}/../../migrations`;
const names = (await readdir(FOLDER)).toSorted();
const texts = await Promise.all(names.map((name) => readFile(`${FOLDER}/${name}`, 'utf8')));
const lines = texts.flatMap((text) => text.split('\n'));
/** Of the statements alone. */
const code = lines.map((line) => line.replace(/--.*$/, ''));

describe('the migrations', () => {
  it('are one file: nothing is deployed yet that an earlier one has made', () => {
    expect(names).toEqual(['0001_schema.sql']);
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
