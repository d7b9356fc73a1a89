import { describe, expect, it } from 'vitest';
import { assess, isSessionNeeded } from '../../src/core/assess.ts';
import type { State } from '../../src/core/machine.ts';
import type { Session } from '../../src/core/model.ts';
import { given, idPhoto } from '../support/given-when-then.ts';
import { APPROVED } from '../support/onboarding-stages.ts';

const { applicant } = given(...APPROVED);
const [FIRST] = applicant.sessions as [Session];
const { livenessPhoto, match, face, dedupe } = applicant;
if (!livenessPhoto || !match || !face || !dedupe || !FIRST.result) throw new Error('not approved');

const uploadedAt = FIRST.startedAt;
const session = (change: Partial<Session>): Partial<State> => ({ sessions: [{ ...FIRST, ...change }] });
const result = (verdict: string) => session({ result: { ...FIRST.result, verdict } as Session['result'] });

/**
 * The whole evidence with one part changed. Most of these cannot come about, because the fold drops what is void; the
 * check that gives the approval does not rely on it.
 */
const ROWS: readonly (readonly [string, Partial<State>, string])[] = [
  ['nothing', {}, 'nothing'],
  ['no ID photo', { idPhoto: null }, 'id_photo'],
  ['another ID photo', { idPhoto: { ...idPhoto(2), uploadedAt } }, 'match'],
  ['no session', { sessions: [] }, 'session'],
  [
    'a newer session',
    { sessions: [FIRST, { ...FIRST, sessionId: 's2', result: null, reported: null }] },
    'signal',
  ],
  ['a newer session that passed', { sessions: [FIRST, { ...FIRST, sessionId: 's2' }] }, 'liveness_photo'],
  ['a session that expired', session({ closed: 'expired' }), 'session'],
  ['a session set aside', session({ closed: 'ended' }), 'session'],
  ['a verdict that only the webhook gave', session({ result: null }), 'verdict'],
  ['a session whose life ended', session({ result: null, reported: null, timedOut: true }), 'verdict'],
  ['a session still open', session({ result: null, reported: null }), 'signal'],
  ['a fail', result('fail'), 'session'],
  ['a retry', result('retry'), 'session'],
  ['a verdict that nobody knows', result('PASS'), 'session'],
  ['no liveness photo', { livenessPhoto: null }, 'liveness_photo'],
  [
    'the photo of another session',
    { livenessPhoto: { ...livenessPhoto, sessionId: 's0' } },
    'liveness_photo',
  ],
  ['a photo too poor', { livenessPhoto: { ...livenessPhoto, quality: 'low' } }, 'session'],
  [
    'a poor photo accepted',
    { livenessPhoto: { ...livenessPhoto, quality: 'accepted_by_reviewer' } },
    'nothing',
  ],
  ['no comparison', { match: null }, 'match'],
  ['a comparison of another session', { match: { ...match, sessionId: 's0' } }, 'match'],
  ['a comparison below the threshold', { match: { ...match, outcome: 'below_threshold' } }, 'match'],
  ['one that was accepted', { match: { ...match, outcome: 'accepted_by_reviewer' } }, 'nothing'],
  ['no face', { face: null }, 'face'],
  ['the face of another session', { face: { ...face, sessionId: 's0' } }, 'face'],
  ['no search', { dedupe: null }, 'dedupe'],
  ['the search of another face', { dedupe: { ...dedupe, faceId: 'f0' } }, 'dedupe'],
  ['a possible duplicate', { dedupe: { ...dedupe, outcome: 'possible_duplicate' } }, 'dedupe'],
  ['an accepted one', { dedupe: { ...dedupe, outcome: 'possible_duplicate', accepted: true } }, 'nothing'],
  [
    'an accepted one of another face',
    { dedupe: { ...dedupe, faceId: 'f0', outcome: 'possible_duplicate', accepted: true } },
    'dedupe',
  ],
];

describe('what the evidence lacks', () => {
  it.each(ROWS)('%s', (_name, change, lacks) => {
    expect(assess({ ...applicant, ...change }).lacking).toBe(lacks);
  });

  it('the complete evidence is made of the parts in use', () => {
    expect(assess(applicant)).toEqual({
      lacking: 'nothing',
      evidence: { idPhoto: applicant.idPhoto, session: FIRST, livenessPhoto, match, face, dedupe },
    });
  });

  it('a poor photo of an older session makes no session needed', () => {
    const poor = { ...livenessPhoto, sessionId: 's0', quality: 'low' } as const;
    expect(isSessionNeeded({ ...applicant, livenessPhoto: poor })).toBe(false);
  });
});
