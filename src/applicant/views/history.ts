/** Splits the log for the review pages, and adds the applicant as it is at its end and the texts of the notes. */
import type { ApplicantView } from '#src/contract/applicant.ts';
import type { StoredEvent } from '#src/event-log/event-store.ts';
import { type Note, notesIn } from '../storage/personal-data.ts';
import type { SideDataEntry } from '../storage/side-data.ts';

/** The log of an applicant in two parts. There may be so many views of photos that they would hide the other events. */
export type History = {
  /** As the API shows it, after the last of the events. */
  readonly applicant: ApplicantView;
  /** All events other than views of photos, oldest first. */
  readonly events: readonly StoredEvent[];
  /** The newest views of photos, oldest first. */
  readonly photoViews: readonly StoredEvent[];
  /** How many views of photos there are in all. */
  readonly photoViewCount: number;
  /**
   * The texts of all notes, of whichever case, oldest first: each by the `seq` of its event, which is a `note_added`, a
   * decision, a proposal, an escalation or a return. Empty once the applicant is erased.
   */
  readonly notes: readonly Note[];
};

/** Separates the views of photos from the other events of a whole log. Keeps the newest `maxPhotoViews` views. */
export function historyOf(
  applicant: ApplicantView,
  log: readonly StoredEvent[],
  sideData: readonly SideDataEntry[],
  maxPhotoViews: number,
): History {
  const views = log.filter(({ type }) => type === 'photo_viewed');
  const events = log.filter(({ type }) => type !== 'photo_viewed');
  const photoViews = views.slice(Math.max(0, views.length - maxPhotoViews));
  return { applicant, events, photoViews, photoViewCount: views.length, notes: notesIn(sideData) };
}
