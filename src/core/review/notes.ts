/** Notes of reviewers, which stand with the applicant without deciding anything. */
import type { Command } from '../commands.ts';
import type { State } from '../model.ts';
import { type Answer, no, wrongStatus, yes } from '../result.ts';
import { isErased } from '../status.ts';

/** The most notes until a reviewer decides: they bound the log. */
export const MAX_NOTES = 100;

/** Adds a note, in any status but `erased`. */
export function addNote(
  state: State,
  { reviewer, noteHash }: Extract<Command, { type: 'add_note' }>,
): Answer {
  if (isErased(state)) return wrongStatus(state);
  if (state.notes >= MAX_NOTES) return no({ code: 'too_many_notes' });
  return yes({ type: 'note_added', data: { reviewer, note_hash: noteHash } });
}
