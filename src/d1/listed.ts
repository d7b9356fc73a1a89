/** Reads the rows of lists one by one: who can write to D1 can put anything there, and one row must not end a list. */
import { z } from 'zod';
import { type ApplicantView, applicantSchema } from '#src/contract/applicant.ts';
import { log } from '#src/platform/log.ts';
import { applicantOf, type ListedRow, listedRowSchema } from './row.ts';

/** A field that was added later must not hide older applicants, so it may be absent. What is there is of its type. */
const viewSchema = z.lazy(() => applicantSchema.partial());

/**
 * Makes the API's view from a row of a list.
 * @param row as D1 gives it
 * @param now ms since the epoch
 * @returns null for a row that the service cannot have written; it is logged
 */
export function listedView(row: unknown, now: number): ApplicantView | null {
  const view = viewOf(row, now);
  if (view) return view;
  const { id } = z
    .object({ id: z.number().nullable().catch(null) })
    .catch({ id: null })
    .parse(row);
  log('error', 'row_unreadable', { id });
  return null;
}

function viewOf(row: unknown, now: number): ApplicantView | null {
  const { data } = listedRowSchema.safeParse(row);
  const view = data && parsedView(data, now);
  return view && viewSchema.safeParse(view).success ? view : null;
}

function parsedView(row: ListedRow, now: number): ApplicantView | null {
  try {
    return applicantOf(row, now);
  } catch {
    // Not JSON, or no object.
    return null;
  }
}
