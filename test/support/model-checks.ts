/** What must hold of every settled applicant, whatever happened before. Throws with what does not. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { expect } from 'vitest';
import { encodeCursor } from '../../src/api/cursor.ts';
import { EXPORT_BEGIN } from '../../src/audit/export-logs.ts';
import type { ApplicantView } from '../../src/contract/applicant.ts';
import type { LoggedEvent } from '../../src/core/events.ts';
import { createRecords } from '../../src/d1/applicants.ts';
import { createRowMac } from '../../src/d1/row-mac.ts';
import { missingEvidence } from './approval-evidence.ts';
import { exportPage } from './audit-export.ts';
import { alarmOf, isNightly } from './controlled-applicant.ts';
import { readApplicant, send } from './customer.ts';
import { checkReviews } from './review-checks.ts';
import type { ScriptedIlive } from './scripted-ilive.ts';

type Row = LoggedEvent & { readonly prev_hash: string; readonly hash: string };

/** The log, all pages. */
export async function wholeLog(user: string): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let cursor: string | null = '0'; cursor !== null; ) {
    const path: string = `/v1/applicants/${user}/events?limit=100&cursor=${cursor}`;
    const { body } = await send<{ data: Row[]; next_cursor: string | null }>('GET', path, { as: 'auditor' });
    rows.push(...body.data);
    cursor = body.next_cursor;
  }
  return rows;
}

/** What was played, as far as it explains what is found. */
export type Played = {
  /** Faults that were met, as `call fault`: what iLive itself may be to blame for. */
  readonly faults: ReadonlySet<string>;
  /** The clock was set back. */
  readonly backwards: boolean;
  /** Whose faces were in the collection when it was last searched. */
  readonly atSearch: readonly { readonly external_face_id: string; readonly person: string }[];
};

/** All of it. */
export async function checkSettled(user: string, ilive: ScriptedIlive, played: Played): Promise<void> {
  const applicant = await readApplicant(user);
  const log = await wholeLog(user);
  expect(applicant.status, 'settled').not.toBe('verifying');
  checkChain(log);
  checkReviews(log);
  expect(applicant.seq, 'seq of the applicant').toBe(log.length);
  if (applicant.status === 'approved') {
    expect(missingEvidence(log), 'approved, but the log lacks').toBeNull();
    checkTruth(applicant, log, ilive, played);
  }
  checkFaces(applicant, ilive, played);
  if (applicant.status === 'erased') await checkErased(applicant, log);
  await checkRecords(applicant, log, played);
  const open = applicant.liveness?.session_url != null;
  if (open) expect(await alarmOf(user), 'alarm at the end of the session').not.toBeNull();
}

/** The queue has the applicant exactly when it waits for a person. */
export async function checkQueue({ user_id, status }: ApplicantView): Promise<void> {
  const queued = await shownIn('/v1/reviews?limit=100', user_id, 'reviewer');
  expect(queued?.user_id ?? null, `GET /v1/reviews when ${status}`).toBe(
    status === 'in_review' ? user_id : null,
  );
}

/** The export has the applicant's whole log, as the applicant's own route has it. It is asked from that log on. */
export async function checkExport(user_id: string, log: readonly Row[]): Promise<void> {
  const cursor = encodeCursor({ ...EXPORT_BEGIN, user_id });
  const { text } = await exportPage(`?limit=${log.length}&cursor=${cursor}`);
  const exported = text.split('\n').filter((line) => line.includes('"seq"'));
  expect(
    exported.map((line) => JSON.parse(line)),
    'GET /v1/events',
  ).toEqual(log.map((event) => ({ user_id, ...event })));
}

/** The hash chain, recomputed by nothing of ours. */
function checkChain(log: readonly Row[]): void {
  let previous = '0'.repeat(64);
  log.forEach(({ prev_hash, hash, seq, type, at, actor, data }, index) => {
    const text = canonicalize({ seq, type, at, actor, data }) ?? '';
    const expected = createHash('sha256').update(previous).update(text).digest('hex');
    expect({ seq, prev_hash, hash }).toEqual({ seq: index + 1, prev_hash: previous, hash: expected });
    previous = hash;
  });
}

/** What really happened at iLive: the session passed, and nobody else had that face unless a reviewer saw it. */
function checkTruth(
  { user_id, liveness }: ApplicantView,
  log: readonly Row[],
  ilive: ScriptedIlive,
  { atSearch }: Played,
): void {
  const session = ilive.sessions.get(liveness?.session_id ?? '');
  expect(session, 'the session at iLive').toMatchObject({ verdict: 'pass', reference: user_id });
  const accepted = log.some(({ data }) => 'reasons' in data && data.reasons.includes('possible_duplicate'));
  const strangers = atSearch.filter(
    (face) => face.external_face_id !== user_id && face.person === session?.person,
  );
  if (!accepted) expect(strangers, 'strangers with the same face').toEqual([]);
}

/** One face when approved, none when rejected, never two. */
function checkFaces(
  { user_id, status, face }: ApplicantView,
  ilive: ScriptedIlive,
  { faults }: Played,
): void {
  const faces = ilive.facesOf(user_id);
  if (status === 'approved') expect(faces, 'the approved face at iLive').toContain(face?.face_id);
  // iLive said for good that it will not, or that there is nothing, or that it had: nothing more can be done.
  const lied = ['delete 404', 'list 404', 'delete missing', 'list missing'].some((it) => faults.has(it));
  if (lied) return;
  const none = status === 'rejected' || status === 'erased';
  expect(faces.length, `faces at iLive when ${status}`).toBeLessThanOrEqual(none ? 0 : 1);
}

/** Nothing of the person is left: in R2, beside the log, in the answer; and the receipt says so. */
async function checkErased({ user_id, ...applicant }: ApplicantView, log: readonly Row[]): Promise<void> {
  const { data } = log[0] ?? {};
  const prefix = data && 'photo_prefix' in data ? data.photo_prefix : '';
  expect((await env.PHOTOS.list({ prefix: `${prefix}/` })).objects, 'photos in R2').toEqual([]);
  const kept = await runInDurableObject(env.APPLICANTS.getByName(user_id), (_, { storage }) => [
    ...storage.kv.list({ prefix: 'side_data/' }),
  ]);
  expect(kept, 'personal data in the object').toEqual([]);
  expect(applicant).toMatchObject({ metadata: {}, id_photo: null, liveness: null, face: null, review: null });
  expect(applicant.erasure?.pending, 'pending').toEqual([]);
  expect(log.filter(({ type }) => type === 'applicant_erased')).toHaveLength(1);
}

/** D1 shows the applicant as it is, and where the log stands. */
export async function checkRecords(applicant: ApplicantView, log: readonly Row[], { backwards }: Played) {
  const { user_id, liveness, status, reasons, created_at, review } = applicant;
  const of = (query: string) => env.DB.prepare(query).bind(user_id);
  const [rows, listed] = await env.DB.batch<Record<string, unknown>>([
    of('SELECT id >> 11 AS created_ms, * FROM applicants WHERE user_id = ?'),
    of(
      `SELECT r.reason, r.status, r.review_opened_ms FROM reasons r JOIN applicants a USING (id) WHERE a.user_id = ?
       ORDER BY reason`,
    ),
  ]);
  // A look at a photo or a note moves no row.
  const head = log.findLast(({ type }) => type !== 'photo_viewed' && type !== 'note_added');
  const open = status === 'in_review' ? review : null;
  const review_opened_ms = open && Date.parse(open.opened_at);
  const [row] = rows?.results ?? [];
  expect(row, 'the row in D1').toMatchObject({
    ...{ head_seq: head?.seq, head_hash: head?.hash, status, review_opened_ms },
    queue: open?.queue ?? null,
    ...(open?.claimed_by ? { claimed_by: open.claimed_by } : {}),
    ...(open ? {} : { claimed_by: null, claimed_until_ms: null }),
    created_ms: Date.parse(created_at),
  });
  const there = await createRecords(env.DB).row(user_id);
  const key = Uint8Array.from(Buffer.from(env.DATA_KEY, 'base64'));
  expect(there && createRowMac([key]).isGenuine(there), 'the MAC of the row').toBe(true);
  const alarm = await alarmOf(user_id);
  if (alarm !== null && !isNightly(alarm, applicant))
    expect(Number(row?.wake_ms ?? Number.NaN), 'wake_ms').toBeLessThanOrEqual(alarm);
  expect(listed?.results, 'reasons in D1').toEqual(
    [...reasons].sort().map((reason) => ({ reason, status, review_opened_ms })),
  );

  const shownNow = { ...applicant, seq: head?.seq, liveness: liveness && { ...liveness, session_url: null } };
  // Whether a session can still be completed is the one thing that the clock changes without an event.
  const inTime = (it: object) => (backwards ? { ...it, next_action: 'any' } : it);
  const [after, before] = [-1, 1].map((by) => new Date(Date.parse(created_at) + by).toISOString());
  const path = `/v1/applicants?limit=100&created_after=${after}&created_before=${before}`;
  expect(await shownIn(path, user_id).then((shown) => shown && inTime(shown)), 'GET list').toEqual(
    inTime(shownNow),
  );
}

/** The applicant in a list, page by page: a clock that stands still makes many of the same moment. */
async function shownIn(
  path: string,
  userId: string,
  as: 'backend' | 'reviewer' = 'backend',
): Promise<ApplicantView | undefined> {
  type Page = { data: ApplicantView[]; next_cursor: string | null };
  for (let cursor = ''; ; ) {
    const { body }: { body: Page } = await send<Page>('GET', `${path}${cursor}`, { as });
    const shown = body.data.find((it) => it.user_id === userId);
    if (shown || body.next_cursor === null) return shown;
    cursor = `&cursor=${body.next_cursor}`;
  }
}
