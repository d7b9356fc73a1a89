import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evolve, type LoggedEvent, type State } from '../../src/core/machine.ts';
import {
  clearsPhotos,
  compares,
  confirms,
  erases,
  given,
  hit,
  indexes,
  reports,
  reviewer,
  searches,
} from '../support/given-when-then.ts';
import { histories } from '../support/histories.ts';
import { MATCHED, OPEN, passed } from '../support/onboarding-stages.ts';

const { log, applicant } = given(...MATCHED);
const replay = (events: readonly LoggedEvent[]) => events.reduce<State | null>(evolve, null);

describe('replaying the log', () => {
  it('gives the state', () => {
    expect(replay(log)).toEqual(applicant);
  });

  it('changes no state that was there before', () => {
    const early = replay(log.slice(0, 3));
    const before = structuredClone(early);
    log.slice(3).reduce<State | null>(evolve, early);
    expect(early).toEqual(before);
  });

  it.each<[string, readonly LoggedEvent[]]>([
    ['the first event missing', log.slice(1)],
    ['an event missing', log.filter((event) => event.seq !== 4)],
    ['an event twice', log.flatMap((event) => (event.seq === 4 ? [event, event] : [event]))],
    ['two events swapped', log.toSorted((a, b) => (a.seq === 3 || b.seq === 3 ? b.seq - a.seq : 0))],
    ['created twice', log.flatMap((event) => (event.seq === 1 ? [event, event] : [event]))],
    ['created late', log.map((event) => ({ ...event, seq: event.seq + 1 }))],
  ])('stops at a broken one: %s', (_name, events) => {
    expect(() => replay(events)).toThrow(/^event \d+/);
  });

  it('leaves a final status by no event but erasure, not even by one that would not be decided', () => {
    const finals = [
      given(...MATCHED, indexes(), searches()).applicant,
      given(...MATCHED, reports('fail'), reviewer('reject')).applicant,
      given(...MATCHED, erases).applicant,
    ];
    // Only `decide` stands before a second decision; all else is refused by the fold as well.
    const strange = fc
      .sample(histories, { numRuns: 200, seed: 1 })
      .flatMap((history) => history.log)
      .filter(({ type }) => !['applicant_created', 'review_decided', 'applicant_erased'].includes(type));
    for (const final of finals) {
      for (const event of strange) {
        expect(evolve(final, { ...event, seq: final.seq + 1 }).status.name, event.type).toBe(
          final.status.name,
        );
      }
    }
  });

  it('keeps the time of the newest event and the number of the newest change', () => {
    expect(applicant).toMatchObject({ seq: log.length, changedSeq: log.length, updatedAt: log.at(-1)?.at });
  });
});

describe('a log of several rounds', () => {
  const DUPLICATE = hit(0.8);
  /** Three cases of one applicant, one after the other, and the pictures of two sessions. */
  const rounds = given(
    ...OPEN,
    reports('fail'),
    confirms('fail'),
    reviewer('retry_liveness'),
    ...passed('s2'),
    compares(0.4, 's2'),
    reviewer('approve'),
    indexes('f2', 's2'),
    searches([DUPLICATE], 'f2'),
    reviewer('approve'),
  );

  it('is the state of its last one, and remembers every case', () => {
    const decided = rounds.log.filter(({ type }) => type === 'review_decided');
    expect(decided).toHaveLength(3);
    expect(replay(rounds.log)).toEqual(rounds.applicant);
    expect(rounds.applicant.status.name).toBe('approved');
    expect([...rounds.applicant.reviewedFor].sort()).toEqual([
      'liveness_failed',
      'possible_duplicate',
      'similarity_low',
    ]);
  });

  it('may have its pictures under more than one prefix, which are cleared one by one', () => {
    const moved = JSON.parse(JSON.stringify(rounds.log)) as LoggedEvent[];
    for (const event of moved) if (event.type === 'liveness_photo_stored') event.data.key = 'photos/2/l.jpg';
    const state = replay(moved);
    expect(state?.livenessPhoto?.key).toBe('photos/2/l.jpg');
    expect(state?.idPhoto?.key).toBe('id-1');
    const erased = given(...MATCHED, erases, clearsPhotos());
    const again = erased.log.findLast(({ type }) => type === 'photos_deleted')!;
    const seq = erased.applicant.seq + 1;
    const second = { ...again, seq, data: { ...again.data, photo_prefix: 'photos/2' } } as LoggedEvent;
    const after = replay([...erased.log, second]);
    const { status } = after ?? {};
    const deletions = status?.name === 'erased' ? status.erasure.deletions : [];
    expect(deletions.filter(({ what }) => what === 'photos')).toHaveLength(2);
  });
});
