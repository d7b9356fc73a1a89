/**
 * Commands that come with personal data. That data is stored as side data; the log gets a salted hash of it at most.
 */
import type { Metadata } from '#src/contract/applicant.ts';
import type { Command, Consent } from '#src/core/commands.ts';
import { newPhotoPrefix } from '#src/photos/photo-store.ts';
import { REDIRECT_URL } from './sessions/return-redirects.ts';
import { noteName, salted } from './storage/personal-data.ts';
import type { SideDataEntry } from './storage/side-data.ts';

/** A command, and the side data that is stored in one transaction with its events. */
export type WithSideData = { readonly command: Command; readonly sideDataEntries: readonly SideDataEntry[] };

/** What a caller gives with a new applicant. */
export type NewApplicant = {
  readonly userId: string;
  readonly metadata: Metadata;
  readonly consent: Consent | null;
  /** The caller's page that the applicant goes back to in the end. */
  readonly redirectUrl: string | null;
  /** A customer from before. */
  readonly known?: true;
};

/** A reviewer's decision with the note as written; the log gets a hash of it. */
export type ReviewDecision = Omit<
  Extract<Command, { type: 'decide_review' }>,
  'type' | 'noteHash' | 'actor'
> & {
  readonly note: string;
};

/** A note as written; the log gets a hash of it. */
export type ReviewNote = { readonly reviewer: string; readonly note: string };

/** Makes the command that creates an applicant. */
export function creationOf({ userId, metadata, consent, redirectUrl, known }: NewApplicant): WithSideData {
  const kept = Object.keys(metadata).length > 0 ? salted('metadata', metadata) : null;
  const names = { userId, photoPrefix: newPhotoPrefix(), metadataHash: kept?.hash ?? null };
  const redirect = redirectUrl === null ? [] : [{ name: REDIRECT_URL, value: redirectUrl }];
  return {
    command: { type: 'create', ...names, consent, ...(known ? { known } : {}) },
    sideDataEntries: [...(kept ? [kept.row] : []), ...redirect],
  };
}

/**
 * Makes the command of a reviewer's decision. A blank note counts as no note.
 * @param actor the authenticated reviewer
 * @param seq the number that the decision's event will have; the note is named by it
 */
export function decisionOf({ note, ...decided }: ReviewDecision, actor: string, seq: number): WithSideData {
  const kept = note.trim() === '' ? null : salted(noteName(seq), note);
  return {
    command: { type: 'decide_review', ...decided, actor, noteHash: kept?.hash ?? null },
    sideDataEntries: kept ? [kept.row] : [],
  };
}

/** A decision on a pair with the note as written; the log gets a hash of it. */
export type GivenPairDecision = Omit<Extract<Command, { type: 'decide_pair' }>, 'type' | 'noteHash'> & {
  readonly note: string;
};

/**
 * Makes the command of a decision on a pair. A blank note counts as no note.
 * @param seq the number that its event will have; the note is named by it
 */
export function pairDecisionOf({ note, ...decided }: GivenPairDecision, seq: number): WithSideData {
  const kept = note.trim() === '' ? null : salted(noteName(seq), note);
  return {
    command: { type: 'decide_pair', ...decided, noteHash: kept?.hash ?? null },
    sideDataEntries: kept ? [kept.row] : [],
  };
}

/**
 * Makes the command that adds a note.
 * @param seq the number that its event will have; the note is named by it
 */
export function noteOf({ reviewer, note }: ReviewNote, seq: number): WithSideData {
  const { hash, row } = salted(noteName(seq), note);
  return { command: { type: 'add_note', reviewer, noteHash: hash }, sideDataEntries: [row] };
}
