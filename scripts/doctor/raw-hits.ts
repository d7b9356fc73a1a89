/** Reads lists of faces as they came, field by field: the service's parser replaces what it cannot read. */
import { pathId, similarity } from '#src/ilive/answer-values.ts';
import { type Answer, isSuccess } from './answer.ts';

/** A face in an answer. A field is null if the service could not read it. */
export type RawFace = {
  readonly faceId: string | null;
  readonly externalFaceId: string | null;
  readonly externalImageId: string | null;
  readonly similarity: number | null;
};

/** Reads the hits of a search, in their order. */
export function hitsOf(answer: Answer | undefined): readonly RawFace[] {
  return facesIn(answer, 'matches');
}

/** Reads the faces of a list. */
export function listedIn(answer: Answer | undefined): readonly RawFace[] {
  return facesIn(answer, 'faces');
}

function facesIn(answer: Answer | undefined, name: string): readonly RawFace[] {
  const list = answer && isSuccess(answer) ? fieldOf(answer.json, name) : null;
  return Array.isArray(list) ? list.map(rawFaceOf) : [];
}

function rawFaceOf(face: unknown): RawFace {
  return {
    faceId: pathId.safeParse(fieldOf(face, 'face_id')).data ?? null,
    externalFaceId: textOf(fieldOf(face, 'external_face_id')),
    externalImageId: textOf(fieldOf(face, 'external_image_id')),
    similarity: similarity.safeParse(fieldOf(face, 'similarity')).data ?? null,
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** Returns a field of an object, undefined if there is none. */
export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
