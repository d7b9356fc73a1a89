/**
 * Finds which way up an ID photo belongs, for photos taken sideways or upside down without an orientation tag. Turns
 * only the tag. Inferred: iLive turns a picture by its tag, and a positive roll is clockwise.
 */

import type { CleanImage } from '#src/image/image-result.ts';
import { type Turn, turnImage } from '#src/image/turn-image.ts';
import type { SeenPhoto } from './faces-on-photo.ts';

/** Half of a quarter turn: with a greater roll a face is nearer to another side than to upright. */
const UPRIGHT_WITHIN_DEGREES = 45;
/** Beyond this a face is nearer to upside down than to sideways. */
const UPSIDE_DOWN_BEYOND_DEGREES = 135;

/**
 * How sure iLive must be of a face on a turned picture. Three more looks are three more chances to see a face where
 * there is none. Inferred: iLive does not say what its confidence means; one that is not given counts as sure.
 */
const SURE_FROM = 0.9;

/**
 * Looks at the photo turned, if it shows no face or a face that is sideways or upside down, and returns the view with
 * the most upright face. Makes at most three calls of `look`.
 * @param first what the photo shows as it was uploaded
 * @param look looks at a turned picture; null if nothing can be said about it, which ends the search
 * @returns `first` if no turn is better
 */
export async function turnUpright(
  first: SeenPhoto,
  look: (image: CleanImage) => Promise<Omit<SeenPhoto, 'turned'> | null>,
): Promise<SeenPhoto> {
  let best = first;
  for (const turns of turnsFor(first)) {
    for (const turn of turns) {
      const seen = await look(turnImage(first.image, turn));
      if (!seen) return best;
      if (isBetter(seen, best)) best = { ...seen, turned: true };
    }
    if (rollOf(best) <= UPRIGHT_WITHIN_DEGREES) return best;
  }
  return best;
}

/**
 * The turns to try, in groups: the best of a group counts if it is upright. Without a face both quarter turns are
 * looked at, because one of them shows the face upside down, where a detector may find it too.
 */
function turnsFor(photo: SeenPhoto): readonly (readonly Turn[])[] {
  const roll = rollOf(photo);
  if (roll === Number.POSITIVE_INFINITY) return [[90, 270], [180]];
  if (roll <= UPRIGHT_WITHIN_DEGREES) return [];
  if (roll > UPSIDE_DOWN_BEYOND_DEGREES) return [[180]];
  return signedRollOf(photo) > 0 ? [[270], [90]] : [[90], [270]];
}

/** Whether the largest face is nearer to upright; if both are about equally so, whether iLive is surer of it. */
function isBetter(seen: Omit<SeenPhoto, 'turned'>, best: SeenPhoto): boolean {
  const [roll, bestRoll] = [rollOf(seen), rollOf(best)];
  if (roll === Number.POSITIVE_INFINITY || surenessOf(seen) < SURE_FROM) return false;
  if (Math.abs(roll - bestRoll) > UPRIGHT_WITHIN_DEGREES) return roll < bestRoll;
  return surenessOf(seen) > surenessOf(best);
}

function surenessOf({ faces }: Pick<SeenPhoto, 'faces'>): number {
  return faces[0]?.confidence ?? 1;
}

/** How far the largest face is from upright, 0 to 180 degrees; infinity without a face, 0 if iLive does not say. */
function rollOf(photo: Pick<SeenPhoto, 'faces'>): number {
  return photo.faces.length === 0 ? Number.POSITIVE_INFINITY : Math.abs(signedRollOf(photo));
}

/** The roll of the largest face, more than -180 and up to 180 degrees. */
function signedRollOf({ faces }: Pick<SeenPhoto, 'faces'>): number {
  const roll = faces[0]?.attributes?.pose?.roll ?? 0;
  return roll - 360 * Math.ceil((roll - 180) / 360);
}
