/** Judges the picture of one customer as the service would, without the service and without iLive. */
import { cleanImage, findPixelProblem } from '#src/image/clean-image.ts';
import type { CustomerLine } from './customer-line.ts';
import type { Outcome } from './outcome.ts';
import { type PhotoSources, readPhoto } from './read-photo.ts';

/** Makes what a dry run does for each line. Whether there is a face on the picture is not known without iLive. */
export function createChecker(sources: PhotoSources): (customer: CustomerLine) => Promise<Outcome> {
  return async function checkFace(customer) {
    const photo = await readPhoto(customer, sources);
    if (!photo.ok) return { result: 'refused', refusal: photo.refusal };
    const cleaned = cleanImage(photo.value);
    const problem = cleaned.ok ? await findPixelProblem(cleaned.image) : cleaned.problem;
    return problem ? { result: 'refused', refusal: problem } : { result: 'ready' };
  };
}
