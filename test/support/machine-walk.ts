/** Walks through the whole machine, breadth first, the way the object runs it: one step under way at a time. */
import { assess } from '../../src/core/assess.ts';
import { attemptsUsed } from '../../src/core/attempts.ts';
import { decide, evolve, nextStep, type Policy, type State, type Step } from '../../src/core/machine.ts';
import { newestSession, reasonsOf } from '../../src/core/model.ts';
import { closingDecisions } from '../../src/core/reasons.ts';
import { stepKey } from '../../src/core/steps.ts';
import { askable, endings } from './alphabet.ts';
import { START } from './given-when-then.ts';

/** An applicant, and the step whose answer is still to come while people and iLive go on talking. */
type Place = { readonly state: State | null; readonly underWay: Step | null };

/** `from --> to: event` with the reasons that it brought. */
export type Edges = Map<string, Set<string>>;

/** Every change of status that can happen. `visit` sees each place that is new once. One decision of a reviewer with grants, or one altered picture, is enough to come round again. */
export function walk(policy: Policy, visit: (state: State) => void = () => {}): Edges {
  const edges: Edges = new Map();
  const seen = new Set<string>();
  let places: Place[] = [{ state: null, underWay: null }];
  while (places.length > 0) {
    const fresh = places.flatMap((place) => neighbours(place, policy, edges));
    places = fresh.filter((place) => {
      const key = keyOf(place, policy);
      return seen.has(key) ? false : seen.add(key);
    });
    for (const { state } of places) if (state) visit(state);
  }
  return edges;
}

function neighbours({ state, underWay }: Place, policy: Policy, edges: Edges): Place[] {
  const due = state && nextStep(state);
  // Clearing up changes no status (a property of its own), so the walk leaves it out.
  const begun: Place[] = !underWay && due && !isClearingUp(due) ? [{ state, underWay: due }] : [];
  const fresh = `f${(state?.ownFaces.length ?? 0) + 1}`;
  // A missing picture is noted in an open case alone and changes no status, so the walk leaves it out too, as others.
  const asked = askable(state).filter(({ type }) => !QUIET.has(type));
  const commands = [...asked, ...(underWay ? endings(underWay, fresh) : [])];
  const reached = commands.flatMap((command): Place[] => {
    const over = START + policy.sessionTtlMs + 60_000;
    const times = command.type === 'tick' || command.type === 'start_session' ? [START, over] : [START];
    return times.flatMap((now) => {
      const answer = decide(state, command, now, policy);
      if (!answer.ok) return [];
      const after = answer.value.reduce<State | null>((before, event) => {
        const at = new Date(now).toISOString();
        const next = evolve(before, { ...event, seq: (before?.seq ?? 0) + 1, at, actor: 'walk' });
        note(edges, before, event.type, next);
        return next;
      }, state);
      const granted = (after?.attemptsGranted ?? 0) + (after?.sessionsGranted ?? 0);
      const altered = after?.alteredPhotos.length ?? 0;
      // Who has given up an onboarding begins the next one as the first.
      const isBack = after?.status.name === 'known' && after.sessions.length > 0;
      return granted + altered > 1 || isBack
        ? []
        : [{ state: after, underWay: command.type === 'record' ? null : underWay }];
    });
  });
  return [...begun, ...reached];
}

function note(edges: Edges, before: State | null, type: string, after: State): void {
  const from = before?.status.name ?? '[*]';
  const to = after.status.name;
  if (from === to) return;
  const earlier = before ? reasonsOf(before.status) : [];
  const brought = reasonsOf(after.status).filter((reason) => !earlier.includes(reason));
  const edge = `${from} --> ${to}: ${type}`;
  edges.set(edge, new Set([...(edges.get(edge) ?? []), ...brought]));
}

/** What changes no status, and nothing that leads to another one. */
const QUIET: ReadonlySet<string> = new Set([
  'note_missing_photo',
  'note_photo_deleted',
  'admit_known_face',
  'decide_pair',
]);

/** What matters for where a place can lead: no times, no ids, and counts only as far as they are run out. */
function keyOf({ state, underWay }: Place, policy: Policy): string {
  if (!state) return 'nobody';
  const { status, idPhoto, sessions, livenessPhoto, match, face, dedupe } = state;
  const session = newestSession(state);
  const current = (id: string | undefined) => id !== undefined && id === session?.sessionId;
  const due = nextStep(state);
  return JSON.stringify([
    [status.name, assess(state).lacking, idPhoto !== null],
    status.name === 'in_review' && closingDecisions(status.reasons),
    session && [
      session.reported?.verdict,
      session.result?.verdict,
      session.verdictsSeen.length > 1,
      session.closed,
    ],
    session && [session.result?.photoQualityScore, session.timedOut, session.usedAttempt],
    (session?.returnedAt !== null || session?.announcedAt !== null) && !session?.resultRequested,
    sessions.length > 1 && sessions[0]?.verdictsSeen.length === 0,
    state.unusableIdPhotos,
    policy.maxLivenessAttempts + state.attemptsGranted - attemptsUsed(state),
    sessions.length < policy.maxSessions + state.sessionsGranted,
    current(livenessPhoto?.sessionId) && livenessPhoto?.quality,
    current(match?.sessionId) && match?.idPhotoKey === idPhoto?.key && match?.outcome,
    [current(face?.sessionId), dedupe?.faceId === face?.faceId && dedupe?.outcome, dedupe?.accepted],
    state.collectionMissing,
    state.knownAs !== null,
    // Who was a customer before matters until an onboarding has got anywhere.
    (status.name === 'known' || sessions.length === (idPhoto ? 0 : 1)) &&
      state.knownFace && [state.knownFace.failure !== null, face?.sessionId === state.knownFace.pictureId],
    underWay && [underWay.type, due !== null && stepKey(due) === stepKey(underWay)],
  ]);
}

function isClearingUp(step: Step): boolean {
  return step.type === 'delete_face' || step.type === 'reconcile_faces';
}
