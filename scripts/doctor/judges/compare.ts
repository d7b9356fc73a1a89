/** Judges what `faces:compare` answers. */
import { isIdPhotoRefused } from '#src/ilive/refused-picture.ts';
import { comparedSchema, errorCodeOf } from '#src/ilive/wire.ts';
import { type Answer, failureIn, isSuccess, statusOf } from '../answer.ts';
import { type Finding, type Findings, notTried, tried } from '../finding.ts';
import type { FaceAnswers } from '../probes/faces.ts';
import { fieldOf } from '../raw-hits.ts';
import { largestFace } from './detect.ts';

/** A photo compared with itself; rounding and compression inside of the engine take little. */
export const SAME_FROM = 0.95;
/** By how much the sides of a box may differ, in parts of its width. */
const BOX_TOLERANCE = 0.25;

/** Gives what the answers say. */
export function judgeCompare(seen: FaceAnswers): Findings {
  const { compared, comparedWithItself, noSource, noTarget, badTarget } = seen;
  return {
    ...(compared && { compare_similarity: judgeSimilarity(compared) }),
    ...(compared && comparedWithItself && { compare_scale: judgeScale(compared, comparedWithItself) }),
    ...(compared && { compare_source_face: judgeSourceFace(compared, seen.detected) }),
    ...(noSource && { no_face_in_source: judgeCode(noSource, 'no_face_in_source') }),
    ...(noTarget && { no_face_in_target: judgeCode(noTarget, 'no_face_in_target') }),
    ...(badTarget && { compare_refuses_target: judgeRefusal(badTarget) }),
  };
}

/** Returns the similarity that the service would read; null if none. */
export function similarityOf(answer: Answer | undefined): number | null {
  const read = answer && isSuccess(answer) ? comparedSchema.safeParse(answer.json) : null;
  return read?.data?.similarity ?? null;
}

function judgeSimilarity(answer: Answer): Finding {
  const similarity = similarityOf(answer);
  if (similarity !== null) return tried(true, String(similarity));
  // A number on another scale has its own line.
  const number = isSuccess(answer) ? rawSimilarity(answer) : null;
  return number === null
    ? tried(false, isSuccess(answer) ? 'no similarity that is a number' : statusOf(answer))
    : tried(true, 'a number');
}

function rawSimilarity({ json }: Answer): number | null {
  const raw = fieldOf(json, 'similarity');
  return typeof raw === 'number' ? raw : null;
}

function judgeScale(other: Answer, itself: Answer): Finding {
  const [two, one] = [rawSimilarity(other), rawSimilarity(itself)];
  if (two === null || one === null) return notTried('no similarities to compare');
  const isInRange = similarityOf(other) !== null && similarityOf(itself) !== null;
  return tried(
    isInRange && one >= SAME_FROM && two <= one,
    `${one} with itself, ${two} with the other photo`,
  );
}

function judgeSourceFace(answer: Answer, detected: Answer | undefined): Finding {
  const wanted = detected && largestFace(detected)?.bounding_box;
  if (!wanted || !isSuccess(answer)) return notTried('no boxes to compare');
  // Read apart from the similarity, so that each has its own line.
  const box = comparedSchema.unwrap().shape.source_face.parse(fieldOf(answer.json, 'source_face'));
  if (!box) return tried(false, 'no readable source_face');
  const sides = ['left', 'top', 'width', 'height'] as const;
  const isSame = sides.every((side) => Math.abs(box[side] - wanted[side]) <= BOX_TOLERANCE * wanted.width);
  return tried(isSame, isSame ? 'the box that faces:detect gives' : 'another box than faces:detect gives');
}

function judgeCode(answer: Answer, wanted: string): Finding {
  return tried(!isSuccess(answer) && errorCodeOf(answer.json) === wanted, statusOf(answer));
}

function judgeRefusal(answer: Answer): Finding {
  const failure = failureIn(answer);
  return tried(failure !== null && isIdPhotoRefused(failure), statusOf(answer));
}
