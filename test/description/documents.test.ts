import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const inDocs = (await readdir('docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`);
const atTheTop = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'];
const inFolders = ['bench/README.md', 'sandbox/README.md', 'examples/backend/README.md'];
const documents = [...atTheTop, ...inFolders, ...inDocs];

describe('the documents', () => {
  it('README.md stays within 150 lines and leads to every page of docs/', async () => {
    const text = await readFile('README.md', 'utf8');
    expect(text.split('\n').length - 1).toBeLessThanOrEqual(150);
    for (const page of inDocs) expect(text).toContain(`(${page})`);
  });

  it.each(documents)('the links in %s lead somewhere', async (document) => {
    const broken: string[] = [];
    for (const link of linksIn(await readFile(document, 'utf8'))) {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? document : join(dirname(document), path);
      const there = await stat(target).catch(() => null);
      if (!there) broken.push(link);
      else if (anchor !== undefined && !anchorsIn(await readFile(target, 'utf8')).has(anchor))
        broken.push(link);
    }
    expect(broken).toEqual([]);
  });

  it('docs/runbook.md says what each warning and error of the log means', async () => {
    const runbook = await readFile('docs/runbook.md', 'utf8');
    const files = (await readdir('src', { recursive: true })).filter((name) => /\.tsx?$/.test(name));
    const sources = await Promise.all(files.map((name) => readFile(join('src', name), 'utf8')));
    const logged = sources.flatMap((text) => [
      ...text.matchAll(/\blog\(\s*(?:'warn'|'error'|level),\s*'([a-z_]+)'/g),
      ...text.matchAll(/'(webhook_[a-z_]+)'/g),
    ]);
    const messages = new Set(logged.map(([, message]) => message));
    expect(messages.size).toBeGreaterThan(40);
    expect([...messages].filter((message) => !runbook.includes(`\`${message}\``))).toEqual([]);
  });

  it('the tests that SECURITY.md names by their titles are there', async () => {
    const text = await readFile('SECURITY.md', 'utf8');
    const named = [...text.matchAll(/\[([^\]]+)\]\((test\/[\w./-]+\.test\.ts)\)/g)];
    expect(named.length).toBeGreaterThan(30);
    const missing: string[] = [];
    for (const [, title, file] of named) {
      const isTheFileItself = file!.endsWith(`/${title}`);
      if (!isTheFileItself && !(await readFile(file!, 'utf8')).includes(title!)) missing.push(title!);
    }
    expect(missing).toEqual([]);
  });

  it.each(documents)('the files of ours that %s names are there', async (document) => {
    const text = await readFile(document, 'utf8');
    const named = [...text.matchAll(/`((?:src|test|scripts|docs|examples|migrations|assets)\/[\w./-]*)`/g)];
    const missing: string[] = [];
    for (const [, path] of named) if (!(await stat(path!).catch(() => null))) missing.push(path!);
    expect(missing).toEqual([]);
  });
});

function linksIn(text: string): readonly string[] {
  const prose = text.replace(/^ *```[\s\S]*?^ *```$/gm, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link]) => link!)
    .filter((link) => !/^\w+:/.test(link));
}

/** The anchors that GitHub makes of the headings. */
function anchorsIn(text: string): ReadonlySet<string> {
  const headings = text.replace(/^ *```[\s\S]*?^ *```$/gm, '').matchAll(/^#+ (.*)$/gm);
  return new Set(
    [...headings].map(([, heading]) =>
      heading!
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}
