/** Gives the service the face of one customer. */
import { createHash } from 'node:crypto';
import { type Backlog, outcomeOf } from './backlog.ts';
import type { CustomerLine } from './customer-line.ts';
import { type Outcome, standingOf } from './outcome.ts';
import { type PhotoSources, readPhoto } from './read-photo.ts';
import type { Service } from './service.ts';

/**
 * Makes what is done for each line. It answers null when the face is on its way: the backlog then ends it.
 *
 * A run that goes on where another one ended meets those that are done first. While it does, it asks for the applicant before it sends
 * the picture, which is a hundredth of the bytes; at the first that is not there it only sends, until one was there again.
 * @param again sends in any case: whether a face is in the collection in force only the service knows, once it has the picture
 */
export function createGiver(
  service: Service,
  backlog: Pick<Backlog, 'add'>,
  sources: PhotoSources,
  again: boolean,
): (customer: CustomerLine) => Promise<Outcome | null> {
  let asksFirst = !again;

  /** @returns undefined if the service must be given the picture */
  async function lookFor(
    { line, userId }: CustomerLine,
    sha256: string,
  ): Promise<Outcome | null | undefined> {
    const seen = await service.read(userId);
    if (typeof seen === 'string') return undefined;
    const standing = standingOf(seen, sha256);
    if (standing.kind === 'in') return { result: 'already_there', duplicates: standing.duplicates };
    if (standing.kind !== 'on_its_way') return undefined;
    await backlog.add({ line, userId, sha256, isNew: false });
    return null;
  }

  return async function giveFace(customer) {
    const photo = await readPhoto(customer, sources);
    if (!photo.ok) return { result: 'refused', refusal: photo.refusal };
    const sha256 = createHash('sha256').update(photo.value).digest('hex');
    if (asksFirst) {
      const there = await lookFor(customer, sha256);
      if (there !== undefined) return there;
      asksFirst = false;
    }
    const given = await service.give(customer, photo.value);
    if (!given.ok) return { result: 'refused', refusal: given.refusal };
    const { applicant, isNew } = given.value;
    if (!isNew) asksFirst = !again;
    const outcome = outcomeOf(applicant, { sha256, isNew });
    if (outcome === null) await backlog.add({ line: customer.line, userId: customer.userId, sha256, isNew });
    return outcome;
  };
}
