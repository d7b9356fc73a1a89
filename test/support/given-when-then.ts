/** The core's tests as sentences: given what happened, when something is asked, then this follows. */
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { Command, Outcome, Refusal, StoredIdPhoto } from '../../src/core/commands.ts';
import { decide } from '../../src/core/decide.ts';
import {
  applicantEventSchema,
  type EventType,
  type Hit,
  type LoggedEvent,
  type PhotoKind,
} from '../../src/core/events.ts';
import { evolve } from '../../src/core/evolve/evolve.ts';
import { groundsFor } from '../../src/core/grounds.ts';
import { reasonsOf, type State, type StatusName } from '../../src/core/model.ts';
import type { Policy } from '../../src/core/policy.ts';
import type { Decision, Reason } from '../../src/core/reasons.ts';
import { nextStep, type Step, stepKey } from '../../src/core/steps.ts';

/** The settings' defaults. */
export const POLICY: Policy = {
  version: 'p-1f0c9a3e',
  matchThreshold: 0.65,
  duplicateThreshold: 0.5,
  photoQualityMin: 0.6,
  maxLivenessAttempts: 2,
  maxSessions: 5,
  retryMode: 'active',
  sessionTtlMs: 1_800_000,
  requireConsent: false,
  maxUploads: 50,
  review: { claimMs: 900_000, dueMs: null, fourEyes: [] },
};
/** When every story begins, in ms. */
export const START = Date.parse('2026-11-22T12:00:00.000Z');
const sha256Of = (key: string) => createHash('sha256').update(key).digest('hex');

/** Something that happens: a command, one that depends on the state, or time that passes. */
export type Act = Command | ((state: State) => Command) | { readonly wait: number };
/** Where a story stands. */
export type Story = {
  readonly state: State | null;
  readonly log: readonly LoggedEvent[];
  readonly now: number;
};

const NOTHING: Story = { state: null, log: [], now: START };

/** Asks the core, appends what it answers and reads every event back through the stored schema. */
export function applyAct(
  told: Story,
  act: Act,
  policy: Policy,
): Story & { readonly refusal: Refusal | null } {
  if ('wait' in act) return { ...told, now: told.now + act.wait, refusal: null };
  if (typeof act === 'function' && !told.state) throw new Error('nothing happened yet');
  const command = typeof act === 'function' ? act(told.state as State) : act;
  const answer = decide(told.state, command, told.now, policy);
  if (!answer.ok) return { ...told, refusal: answer.refusal };
  const at = new Date(told.now).toISOString();
  const actor = 'actor' in command ? command.actor : 'test';
  let { state } = told;
  const log = [...told.log];
  for (const event of answer.value) {
    const stored = applicantEventSchema.parse(JSON.parse(JSON.stringify(event)));
    const logged: LoggedEvent = { ...stored, seq: (state?.seq ?? 0) + 1, at, actor };
    state = evolve(state, logged);
    log.push(logged);
  }
  return { state, log, now: told.now, refusal: null };
}

/** What must follow; what is absent is not looked at. */
export type Expected = {
  readonly refusal?: Refusal;
  readonly status?: StatusName;
  readonly reasons?: readonly Reason[];
  /** The new events: types alone, or with some of their data. */
  readonly events?: readonly (EventType | { readonly type: EventType; readonly data: object })[];
  readonly next?: Step['type'] | null;
  /** Parts of the state. */
  readonly state?: object;
};

/** What happened before, in order. All of it must change something, else the story is not the one that it says. */
export function given(...acts: readonly Act[]) {
  return givenUnder(POLICY, ...acts);
}

/** The same under other rules. */
export function givenUnder(policy: Policy, ...acts: readonly Act[]) {
  const before = acts.reduce((told, act) => {
    const after = applyAct(told, act, policy);
    if (after.refusal || (after.log.length === told.log.length && !('wait' in act))) {
      throw new Error(`given ${JSON.stringify(act)}: ${after.refusal?.code ?? 'nothing happened'}`);
    }
    return after;
  }, NOTHING);
  return {
    ...before,
    /** The state, where there must be one. */
    get applicant(): State {
      if (!before.state) throw new Error('no applicant');
      return before.state;
    },
    when: (...now: readonly Act[]) => ended(before, now, policy),
    // biome-ignore lint/suspicious/noThenProperty: the sentence reads given, when, then; nobody awaits it
    then: (expected: Expected) => ended(before, [], policy).then(expected),
  };
}

function ended(before: Story, acts: readonly Act[], policy: Policy) {
  let after = { ...before, refusal: null as Refusal | null };
  for (const act of acts) after = applyAct(after, act, policy);
  const events = after.log.slice(before.log.length);
  return {
    ...after,
    events,
    // biome-ignore lint/suspicious/noThenProperty: the sentence reads given, when, then; nobody awaits it
    then(expected: Expected): void {
      const { state, refusal } = after;
      expect(refusal).toEqual(expected.refusal ?? null);
      if (expected.events) {
        const wanted = expected.events.map((event) => (typeof event === 'string' ? { type: event } : event));
        expect(events.map((event) => event.type)).toEqual(wanted.map((event) => event.type));
        expect(events).toMatchObject(wanted);
      }
      if (expected.status) expect(state?.status.name).toBe(expected.status);
      if (expected.reasons) expect(state && reasonsOf(state.status)).toEqual(expected.reasons);
      if (expected.next !== undefined) expect((state && nextStep(state)?.type) ?? null).toBe(expected.next);
      if (expected.state) expect(state).toMatchObject(expected.state);
    },
  };
}

/** An ID photo in R2, told apart by its number. */
export function idPhoto(number = 1): StoredIdPhoto {
  return {
    key: `id-${number}`,
    sha256: sha256Of(`id-${number}`),
    bytes: 9,
    contentType: 'image/jpeg',
    warnings: [],
    face: null,
    otherFaces: [],
  };
}

export const waits = (ms: number): Act => ({ wait: ms });
export const creates = (): Command => ({
  type: 'create',
  userId: 'user-1',
  photoPrefix: 'prefix',
  metadataHash: null,
  consent: null,
});
/** A customer from before, of whom no picture is here yet. */
export const createsKnown = (): Command => ({ ...creates(), known: true }) as Command;
/** A picture of a customer from before, told apart by its number. */
export const givesKnown = (
  number = 1,
  given: Partial<Extract<Command, { type: 'give_known_face' }>> = {},
): Command => ({
  type: 'give_known_face',
  pictureId: `p${number}`,
  photo: { ...idPhoto(), key: `known-${number}`, sha256: sha256Of(`known-${number}`) },
  sentSha256: sha256Of(`sent-${number}`),
  source: null,
  keepPhoto: false,
  collection: 'users',
  ...given,
});
/** A customer from before with the first picture. */
export const known = (
  given: Partial<Extract<Command, { type: 'give_known_face' }>> = {},
): readonly Command[] => [createsKnown(), givesKnown(1, given)];
export const admitsKnown = (unlogged = 0): Command => ({ type: 'admit_known_face', unlogged });
export const deletesPhoto = (key: string): Command => ({ type: 'note_photo_deleted', key });
export const abandons: Command = { type: 'abandon_onboarding' };
export const decidesPair = (
  decision: 'same_person' | 'different' = 'same_person',
  faceId = 'f1',
  otherFaceId = 'x1',
): Command => ({
  type: 'decide_pair',
  otherUserId: 'user-2',
  faceId,
  otherFaceId,
  similarity: 0.9,
  decision,
  reviewer: 'r',
  noteHash: null,
});
/** Created, with the first ID photo. */
export const createsWithPhoto = (): readonly Command[] => [creates(), uploads(1)];
export const uploads = (number: number): Command => ({ type: 'attach_id_photo', photo: idPhoto(number) });
export const renewsLink: Command = { type: 'renew_onboarding_link' };
export const endsLinks: Command = { type: 'end_onboarding_links' };
export const receives: Command = { type: 'receive_id_photo', bytes: 9 };
export const admits = (unlogged = 0): Command => ({ type: 'admit_id_photo', unlogged });
export const starts: Command = { type: 'start_session', consent: null };
export const opens = (sessionId = 's1'): Command => ({ type: 'open_session', sessionId, mode: 'passive' });
export const returns = (sessionId = 's1'): Command => ({ type: 'note_return', sessionId });
export const ticks: Command = { type: 'tick' };
export const reports = (verdict: string, sessionId = 's1'): Command => ({
  type: 'report_verdict',
  sessionId,
  verdict,
  confidence: 0.9,
  webhookId: null,
});
export const reportsUnreadably = (sessionId = 's1'): Command => ({
  type: 'report_unreadable_verdict',
  sessionId,
  field: 'verdict',
  webhookId: null,
});
export const views = (photo: PhotoKind, actor = 'viewer'): Command => ({
  type: 'view_photo',
  photo,
  actor,
});
type Deciding = Extract<Command, { type: 'decide_review' }>;
/** A reviewer's decision on what stood there at `seq`, on the first ground that it allows, and what else is said. */
export function decides(decision: Decision, seq: number, said: Partial<Deciding> = {}): Command {
  const [ground = 'other'] = groundsFor(decision);
  const given = { ground, samePerson: null, reviewer: 'r', noteHash: null, seq };
  const by = { actor: 'test', isSenior: true, takeOver: false };
  return { type: 'decide_review', decision, ...given, ...by, ...said };
}
/** The same, on what stands there now where no `seq` is given. */
export const reviewer =
  (decision: Decision, seq?: number, said: Partial<Deciding> = {}): Act =>
  (state) =>
    decides(decision, seq ?? state.seq, said);

export const records = (outcome: Outcome): Command => ({ type: 'record', outcome });
export const confirms = (verdict: string, sessionId = 's1', photoQualityScore: number | null = 0.9) =>
  records({ type: 'confirmed', sessionId, verdict, confidence: 0.9, photoQualityScore });
export const confirmsNothing = (sessionId = 's1') => records({ type: 'no_verdict', sessionId });
export const fetchesPhoto = (sessionId = 's1') =>
  records({
    type: 'photo_fetched',
    sessionId,
    photo: {
      key: `live-${sessionId}`,
      sha256: sha256Of(`live-${sessionId}`),
      bytes: 9,
      contentType: 'image/jpeg',
    },
  });
/** A read of that picture found other bytes: by a step, or by a look. */
export const findsAltered = (photo: PhotoKind, key: string) =>
  records({ type: 'photo_altered', photo, key, foundSha256: sha256Of('another') });
export const looksAtAltered = (photo: PhotoKind, key: string): Command => ({
  type: 'note_altered_photo',
  photo,
  key,
  foundSha256: null,
});
/** A picture that is about to be accepted is not there. */
export const misses = (photo: 'id' | 'liveness', key: string): Command => ({
  type: 'note_missing_photo',
  photo,
  key,
});
export const lacksPhoto = (sessionId = 's1') => records({ type: 'photo_unavailable', sessionId });
export const compares = (similarity: number, sessionId = 's1', idPhotoKey = 'id-1') =>
  records({ type: 'compared', sessionId, idPhotoKey, similarity, livenessFace: null, collection: 'users' });
export const findsNoFace = (photo: 'id' | 'liveness', sessionId = 's1', idPhotoKey = 'id-1') =>
  records({ type: 'no_face', photo, sessionId, idPhotoKey });
export const refusesIdPhoto = (sessionId = 's1', idPhotoKey = 'id-1') =>
  records({ type: 'id_photo_refused', sessionId, idPhotoKey, code: 'image_too_large' });
export const indexes = (faceId = 'f1', sessionId = 's1', uncertain = false, collection = 'users') =>
  records({ type: 'indexed', sessionId, faceId, collection, adopted: uncertain, uncertain });
/** `ILIVE_COLLECTION` was changed before the face was on record. */
export const movesTo = (collection: string, uncertain = true) =>
  records({ type: 'collection_changed', collection, uncertain });
/** The search finds the face under another customer's name. */
export const disowns = (faceId = 'f1', collection = 'users') =>
  records({ type: 'face_disowned', faceId, collection });
export const searches = (matches: readonly Hit[] = [], faceId = 'f1', maxResults = 5, collection = 'users') =>
  records({ type: 'searched', faceId, collection, floor: 0.3, maxResults, matches });
/** Another user's face, unless said otherwise. */
export const hit = (similarity: number, self = false): Hit => ({
  external_face_id: self ? 'user-1' : 'user-2',
  face_id: self ? 'f0' : 'x1',
  similarity,
  self,
});
export const deletesFace = (faceId: string, collection = 'users') =>
  records({ type: 'face_deleted', faceId, collection });
export const reconciles = (
  sessionId = 's1',
  deleted: readonly string[] = [],
  last = true,
  collection = 'users',
) => records({ type: 'reconciled', sessionId, collection, deleted, last });
export const erases: Command = { type: 'erase', cause: 'request' };
export const clearsPhotos = (count = 2): Command => ({
  type: 'note_photos_deleted',
  photoPrefix: 'prefix',
  count,
});
export const erasesD1Row: Command = { type: 'note_d1_row_erased' };
/** The step that is due failed for good. */
export const failsForGood: Act = (state) => {
  const step = nextStep(state);
  if (!step) throw new Error('no step is due');
  return records({ type: 'failed', stepKey: stepKey(step), step: step.type, code: 'broken' });
};
