/** What must hold of every applicant, whatever went wrong: checked from outside, by the tests' own reckoning. */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { expect } from 'vitest';
import type { ApplicantView } from '../../src/contract/applicant.ts';
import type { LoggedEvent } from '../../src/core/events.ts';
import { missingEvidence } from '../support/approval-evidence.ts';
import { readApplicant, send } from '../support/customer.ts';
import type { CallName, ScriptedIlive } from '../support/scripted-ilive.ts';

type Link = LoggedEvent & { readonly prev_hash: string; readonly hash: string };

/** The whole log, its numbers without a gap and its hash chain recomputed. */
export async function verifiedLog(user: string): Promise<readonly Link[]> {
  const links: Link[] = [];
  for (let cursor: string | null = '0'; cursor !== null; ) {
    const path: string = `/v1/applicants/${user}/events?limit=100&cursor=${cursor}`;
    const page = await send<{ data: Link[]; next_cursor: string | null }>('GET', path, { as: 'auditor' });
    links.push(...page.body.data);
    cursor = page.body.next_cursor;
  }
  let before = '0'.repeat(64);
  for (const [index, { seq, type, at, actor, data, prev_hash, hash }] of links.entries()) {
    expect(seq).toBe(index + 1);
    expect(prev_hash).toBe(before);
    const text = before + canonicalize({ seq, type, at, actor, data });
    expect(hash, `event ${seq}`).toBe(createHash('sha256').update(text).digest('hex'));
    before = hash;
  }
  return links;
}

/** What iLive's side must show for an approval: every check was answered, the search last, and the face is there. */
function expectDoneAtIlive(user: string, applicant: ApplicantView, ilive: ScriptedIlive): void {
  const answered = (name: CallName) =>
    ilive.seen.findLastIndex((call) => call.name === name && call.fault === null);
  for (const name of ['result', 'photo', 'compare', 'search'] as const) {
    expect(answered(name), `an answer to ${name}`).toBeGreaterThanOrEqual(0);
  }
  const indexed = ilive.seen.findLastIndex(
    ({ name, fault }) => name === 'index' && (fault === null || fault === 'lost' || fault === 'timeout'),
  );
  expect(indexed, 'an index call that took effect').toBeGreaterThanOrEqual(0);
  expect(answered('search')).toBeGreaterThan(indexed);
  expect(answered('compare')).toBeLessThan(indexed);
  expect(ilive.facesOf(user)).toContain(applicant.face?.face_id);
}

/** The log is whole, nobody is approved without evidence, and no face is there that should not be. Gives the log. */
export async function audited(user: string, ilive: ScriptedIlive, { clearingUp = false } = {}) {
  const links = await verifiedLog(user);
  const applicant = await readApplicant(user);
  expect(links.at(-1)?.seq).toBe(applicant.seq);
  const faces = ilive.facesOf(user);
  if (applicant.status === 'approved') {
    expect(missingEvidence(links)).toBe(null);
    expectDoneAtIlive(user, applicant, ilive);
  }
  if (clearingUp) return links;
  if (applicant.status === 'approved') expect(faces).toEqual([applicant.face?.face_id]);
  else if (applicant.status === 'rejected') expect(faces).toEqual([]);
  else expect(faces.length).toBeLessThanOrEqual(1);
  return links;
}
