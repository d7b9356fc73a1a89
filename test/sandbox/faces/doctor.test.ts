import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { INFERENCES } from '../../../scripts/doctor/inferences.ts';
import { reportOf } from '../../../scripts/doctor/report.ts';
import { CONSISTENT } from '../doctor-differences/consistent.ts';
import { TAKEN } from '../doctor-differences/taken.ts';
import { DIFFERENCES } from '../doctor-differences.ts';
import { examine } from '../doctor-stage.ts';

/** As one line, without the signs of a comment. */
const flat = (text: string) => text.replace(/\n\s*(\*|\/\/)/g, ' ').replace(/\s+/g, ' ');

/** What is inferred there is about recognition in general: no answer of iLive shows it. */
const NOT_TRIED = ['src/photos/faces-on-photo.ts'];

describe('the list of inferences', () => {
  it('names each once', () => {
    const ids = INFERENCES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(INFERENCES)('$id stands in $file', ({ file, mention }) => {
    expect(existsSync(file)).toBe(true);
    expect(flat(readFileSync(file, 'utf8'))).toContain(mention);
  });

  it('covers each file of src that marks something as inferred', () => {
    const marked = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .map((name) => join('src', name))
      .filter((file) => /\.tsx?$/.test(file) && /\binferred\b/i.test(readFileSync(file, 'utf8')));
    const covered = new Set<string>([...INFERENCES.map(({ file }) => file), ...NOT_TRIED]);
    expect(marked.filter((file) => !covered.has(file))).toEqual([]);
  });

  it('has a difference for each in the table', () => {
    expect(Object.keys(DIFFERENCES).toSorted()).toEqual(INFERENCES.map(({ id }) => id).toSorted());
    for (const of of Object.values(DIFFERENCES)) expect(Object.keys(of)).not.toEqual([]);
  });
});

describe('the doctor', () => {
  it('finds nothing that differs in the sandbox, and leaves nothing there', async () => {
    const { rows, problems, sandbox } = await examine();
    expect(problems).toEqual([]);
    expect(rows.filter(({ finding }) => finding.fits !== 'yes')).toEqual([]);
    expect(sandbox.memory.collections.size).toBe(0);
  });

  it.each(Object.entries(TAKEN))('takes what the service takes: %s', async (_, difference) => {
    const { rows, problems } = await examine(difference);
    expect(rows.filter(({ finding }) => finding.fits === 'no')).toEqual([]);
    expect(problems).toEqual([]);
  });

  it.each(Object.entries(CONSISTENT))('names one cause once: %s', async (_, { id, difference }) => {
    const { rows, problems, sandbox } = await examine(difference);
    expect(rows.flatMap(({ inference, finding }) => (finding.fits === 'no' ? [inference.id] : []))).toEqual([
      id,
    ]);
    expect(problems).toEqual([]);
    expect(sandbox.memory.collections.size).toBe(0);
  });

  it.each([
    ['indexing', 'POST', /\/faces$/],
    ['searching', 'POST', /search-by-face/],
    ['listing', 'GET', /x\/faces$/],
    ['deleting a face', 'DELETE', /\/faces\//],
    ['deleting the collection', 'DELETE', /x$/],
    ['a session', 'POST', /managed-session/],
    ['a result', 'GET', /result/],
  ] as const)('iLive fails at %s: says so, blames no inference, and leaves nothing', async (_, method, path) => {
    let failed = false;
    const { rows, problems, sandbox } = await examine({
      instead(sent) {
        if (failed || sent.method !== method || !path.test(sent.path) || sent.path.includes('none'))
          return null;
        failed = true;
        return new Response('Bad Gateway', { status: 502 });
      },
    });
    expect(failed).toBe(true);
    expect(rows.filter(({ finding }) => finding.fits === 'no')).toEqual([]);
    expect(problems).toEqual([expect.stringContaining('iLive: 502 to')]);
    expect(sandbox.memory.collections.size).toBe(0);
  });

  it('names its collection if iLive never deletes it, and leaves no face in it', async () => {
    const { problems, sandbox } = await examine({
      instead: ({ method, path }) =>
        method === 'DELETE' && /x$/.test(path) ? new Response('Bad Gateway', { status: 502 }) : null,
    });
    const [left] = sandbox.memory.collections.values();
    expect(left?.faces.size).toBe(0);
    expect(problems).toContainEqual(expect.stringContaining(`${left?.externalId} could not be deleted`));
  });

  it('says of an iLive that refuses the key that it does', async () => {
    const refused = examine({ instead: () => new Response('{}', { status: 403 }) });
    await expect(refused).rejects.toThrow('iLive refuses ILIVE_API_KEY with 403');
  });

  const cases = INFERENCES.flatMap(({ id, file }) =>
    Object.entries(DIFFERENCES[id]).map(([name, difference]) => ({ id, file, name, difference })),
  );
  it.each(cases)('names $id and nothing else: $name', async ({ id, file, difference }) => {
    const examined = await examine(difference);
    expect(
      examined.rows.flatMap(({ inference, finding }) => (finding.fits === 'no' ? [inference.id] : [])),
    ).toEqual([id]);
    expect(examined.problems).toEqual([]);
    const { lines, differs } = reportOf(examined);
    expect(differs).toBe(true);
    expect(lines.join('\n')).toContain(`✗ ${id}: `);
    expect(lines.join('\n')).toContain(`assumed in ${file}`);
    expect(examined.sandbox.memory.collections.size).toBe(0);
  });
});
