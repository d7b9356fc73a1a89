/** Calls that need neither a photo nor a session. */
import { randomBytes } from 'node:crypto';
import { multipartOf, type Picture } from '#src/ilive/multipart.ts';
import type { Answer } from '../answer.ts';
import type { IliveApi, IliveCall } from '../ilive-api.ts';
import type { BlankPictures } from '../test-pictures.ts';

/** The answers, as far as they came. */
export type KeyAndPictureAnswers = {
  unknownKey?: Answer;
  blank?: Answer;
  noPicture?: Answer;
  of8Mb?: Answer;
  over8Mb?: Answer;
};

/** A call that changes nothing: with a key that is known it is a 404. */
export const CHEAP_CALL = { method: 'GET', path: '/api/v2/collections/doctor_none/faces' } as const;

/** Looks for faces on a picture, as the service does. */
export function detectCall(image: Picture): IliveCall {
  return {
    method: 'POST',
    path: '/api/v2/faces:detect',
    form: multipartOf({ attributes: 'all' }, { image }),
  };
}

/** Uses an unknown key, and sends the pictures that are none, or have no face. */
export async function askAboutKeyAndPictures(
  { ask }: IliveApi,
  pictures: BlankPictures,
  seen: KeyAndPictureAnswers,
): Promise<void> {
  seen.unknownKey = await ask({ ...CHEAP_CALL, apiKey: `iksk_doctor_${randomBytes(24).toString('hex')}` });
  seen.blank = await ask(detectCall(pictures.blank));
  seen.noPicture = await ask(detectCall(pictures.noPicture));
  seen.of8Mb = await ask(detectCall(pictures.of8Mb));
  // Last: some servers end the connection rather than read so much.
  seen.over8Mb = await ask(detectCall(pictures.over8Mb));
}
