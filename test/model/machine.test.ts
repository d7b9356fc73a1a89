import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { nextActionOf } from '../../src/applicant/views/applicant-view.ts';
import { openSessionOf } from '../../src/core/liveness-session.ts';
import { decide, evolve, type State } from '../../src/core/machine.ts';
import { SESSION_GRACE_MS } from '../../src/core/policy.ts';
import * as core from '../support/given-when-then.ts';
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

const { START } = core;
/** Few enough that each is used up on some way. */
const POLICY = { ...core.POLICY, maxLivenessAttempts: 2, maxSessions: 2 };
const END = START + POLICY.sessionTtlMs;
const TIMES = [START, END - 1, END, END + SESSION_GRACE_MS, END + 3_600_000];

function after(state: State, command: Parameters<typeof decide>[1], now: number): State | null {
  const answer = decide(state, command, now, POLICY);
  if (!answer.ok) return null;
  return answer.value.reduce<State>(
    (before, event) =>
      evolve(before, { ...event, seq: before.seq + 1, at: new Date(now).toISOString(), actor: 'caller' }),
    state,
  );
}

/** Does what the applicant's `next_action` says. @returns why it was refused, or null */
function refusal(state: State, now: number): string | null {
  switch (nextActionOf(state, now)) {
    case 'upload_id_photo':
      return after(state, core.uploads(state.seq), now) ? null : 'the upload';
    case 'complete_liveness': {
      const session = openSessionOf(state, now);
      return session && after(state, core.reports('pass', session.sessionId), now) ? null : 'the verdict';
    }
    case 'start_liveness': {
      const begun = after(state, core.starts, now);
      // The one start that is refused: it is one too many, and a reviewer gets the case.
      if (begun?.status.name === 'in_review') return null;
      return begun && after(begun, core.opens('a new one'), now) ? null : 'the start';
    }
    case 'wait':
    case 'none':
      return null;
  }
}

/** The whole machine is walked once, for the diagram and for `next_action`. */
let walked: string[];
const actions = new Set<string>();
const refusals: string[] = [];
let tried = 0;
beforeAll(() => {
  const edges = walk(POLICY, (state) => {
    for (const now of TIMES) {
      actions.add(nextActionOf(state, now));
      const refused = refusal(state, now);
      if (refused !== null) refusals.push(`${refused}: ${JSON.stringify(state)}`);
      tried += 1;
    }
  });
  walked = listed(edges);
}, 600_000);

describe('the diagram in machine.ts', () => {
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

describe('what next_action says', () => {
  it('is possible in every state, at every time', () => {
    expect(refusals.slice(0, 3)).toEqual([]);
    expect([...actions].toSorted()).toEqual([
      'complete_liveness',
      'none',
      'start_liveness',
      'upload_id_photo',
      'wait',
    ]);
    expect(tried).toBeGreaterThan(1_000);
  });
});
