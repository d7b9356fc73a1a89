/** Judges the answers to calls that need neither a photo nor a session. */
import { pictureFaultOf, saysNoFace } from '#src/ilive/refused-picture.ts';
import { detectedSchema, errorCodeOf } from '#src/ilive/wire.ts';
import { type Answer, failureIn, isSuccess, statusOf } from '../answer.ts';
import { type Finding, type Findings, tried } from '../finding.ts';
import type { KeyAndPictureAnswers } from '../probes/key-and-pictures.ts';

/** Gives what the answers say. */
export function judgeKeyAndPictures(seen: KeyAndPictureAnswers): Findings {
  const { unknownKey, blank, noPicture, of8Mb, over8Mb } = seen;
  return {
    ...(unknownKey && {
      error_envelope: tried(
        errorCodeOf(unknownKey.json) !== null,
        errorCodeOf(unknownKey.json) ?? 'a refusal without detail.code',
      ),
      key_refused: tried(unknownKey.status === 401 || unknownKey.status === 403, statusOf(unknownKey)),
    }),
    ...(blank && { no_face: judgeBlank(blank) }),
    ...(noPicture && { picture_refused: tried(isRefusal(noPicture), statusOf(noPicture)) }),
    ...(of8Mb && { picture_of_8_mb: tried(!isRefusal(of8Mb), statusOf(of8Mb)) }),
    ...(over8Mb && { picture_too_large: tried(over8Mb.status === 413, statusOf(over8Mb)) }),
  };
}

function judgeBlank(answer: Answer): Finding {
  if (isSuccess(answer)) {
    const faces = detectedSchema.safeParse(answer.json).data?.faces;
    return tried(faces?.length === 0, faces ? `${faces.length} faces` : 'an answer without faces');
  }
  const failure = failureIn(answer);
  return tried(failure !== null && saysNoFace(failure), statusOf(answer));
}

function isRefusal(answer: Answer): boolean {
  const failure = failureIn(answer);
  return failure !== null && pictureFaultOf(failure) !== null;
}
