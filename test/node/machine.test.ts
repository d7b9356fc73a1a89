import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { POLICY } from '../support/given-when-then.ts';
import { type Edges, walk } from '../support/machine-walk.ts';

/** The diagram in the doc comment, in the form of the walk. */
function drawn(): Edges {
  const source = readFileSync('src/core/machine.ts', 'utf8');
  const diagram = /```mermaid\n \* stateDiagram-v2\n([^`]*)```/.exec(source)?.[1] ?? '';
  const edges: Edges = new Map();
  for (const line of diagram.split('\n').map((it) => it.replace(/^ \*\s*/, ''))) {
    if (line === '' || /^erased --> \[\*\]$/.test(line)) continue;
    const [, edge, reasons] = /^(\S+ --> \w+: \w+)(?: \(([\w, ]+)\))?$/.exec(line) ?? [];
    if (!edge) throw new Error(`not an edge: ${line}`);
    if (edges.has(edge)) throw new Error(`drawn twice: ${edge}`);
    edges.set(edge, new Set(reasons?.split(', ')));
  }
  return edges;
}

const listed = (edges: Edges) =>
  [...edges].map(([edge, reasons]) => `${edge} (${[...reasons].toSorted().join(', ')})`).toSorted();

describe('the diagram in machine.ts', () => {
  let walked: string[];
  beforeAll(() => {
    walked = listed(walk({ ...POLICY, maxLivenessAttempts: 2, maxSessions: 3 }));
  }, 60_000);

  it('draws every change of status that can happen', () => {
    const missing = walked.filter((edge) => !listed(drawn()).includes(edge));
    expect(missing).toEqual([]);
  });

  it('draws no other', () => {
    const made = listed(drawn()).filter((edge) => !walked.includes(edge));
    expect(made).toEqual([]);
  });

  it('leaves the final statuses by erasure alone', () => {
    expect(walked.filter((edge) => /^(approved|rejected|erased)/.test(edge))).toEqual([
      'approved --> erased: applicant_erased ()',
      'rejected --> erased: applicant_erased ()',
    ]);
  });
});
