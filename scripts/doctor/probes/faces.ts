/** Finds and compares the faces of two photos. */
import { multipartOf, type Picture } from '#src/ilive/multipart.ts';
import type { Answer } from '../answer.ts';
import type { IliveApi, IliveCall } from '../ilive-api.ts';
import type { BlankPictures, PhotoForms } from '../test-pictures.ts';
import { detectCall } from './key-and-pictures.ts';

/** The answers, as far as they came. */
export type FaceAnswers = {
  detected?: Answer;
  detectedEnlarged?: Answer;
  detectedTilted?: Answer;
  detectedTagged?: Answer;
  compared?: Answer;
  comparedWithItself?: Answer;
  noSource?: Answer;
  noTarget?: Answer;
  badTarget?: Answer;
};

/** Two photos of one person, or of two. */
export type PhotoPair = { readonly first: PhotoForms; readonly second: PhotoForms };

/** A comparison, as the service asks for it. */
function compareCall(source_image: Picture, target_image: Picture): IliveCall {
  const form = multipartOf({ threshold: '0.65' }, { source_image, target_image });
  return { method: 'POST', path: '/api/v2/faces:compare', form };
}

/** Sends the first photo in all forms, and compares it. */
export async function askAboutFaces(
  { ask }: IliveApi,
  { first, second }: PhotoPair,
  { blank, noPicture }: BlankPictures,
  seen: FaceAnswers,
): Promise<void> {
  seen.detected = await ask(detectCall(first.upright));
  seen.detectedEnlarged = await ask(detectCall(first.enlarged));
  seen.detectedTilted = await ask(detectCall(first.tilted));
  seen.detectedTagged = await ask(detectCall(first.tagged));
  seen.compared = await ask(compareCall(first.upright, second.upright));
  seen.comparedWithItself = await ask(compareCall(first.upright, first.upright));
  seen.noSource = await ask(compareCall(blank, first.upright));
  seen.noTarget = await ask(compareCall(first.upright, blank));
  seen.badTarget = await ask(compareCall(first.upright, noPicture));
}
