/** Reads from iLive's answer which faces are on an ID photo, and what is poor about them. */
import type { FaceBox } from '#src/core/events.ts';
import { faceBoxOf } from '#src/ilive/face-box.ts';
import type { DetectedFaces } from '#src/ilive/wire.ts';
import type { CleanImage } from '#src/image/image-result.ts';

/** What is poor about the photo. A better photo saves a review. */
export type Warning = 'dark' | 'blurred' | 'turned' | 'several_faces' | 'small_face';

/** A face that iLive found. */
export type DetectedFace = DetectedFaces['faces'][number];

/** What `faces:detect` saw on a picture. */
export type SeenPhoto = {
  readonly image: CleanImage;
  /** Whether `image` is the uploaded picture turned by its orientation tag. */
  readonly turned: boolean;
  /** Largest first: the largest is the one that iLive compares (/docs/api/face-services/faces-compare). */
  readonly faces: readonly DetectedFace[];
  readonly imageSize: DetectedFaces['image_size'];
};

/**
 * The limits of /docs/face-services/attributes: with a brightness below 0.4 a face is darker than ideal, with a
 * sharpness below 0.3 it is suspect, and turned by more than 30 degrees it compares badly.
 */
const DARK_BELOW = 0.4;
const BLURRED_BELOW = 0.3;
const TURNED_BEYOND_DEGREES = 30;

/**
 * A face whose shorter side has fewer pixels is small. Inferred: iLive states no least size; recognition nets look at a
 * face in about 112 pixels, and one that must be enlarged much for that has lost its details.
 */
const SMALL_BELOW_PIXELS = 80;

/**
 * A second face counts if its area is at least this fraction of the largest one's. The ghost image on a document is
 * smaller: about a fifth.
 */
const NEARLY_AS_LARGE = 0.5;

/**
 * On a document that fills the picture the portrait's face takes up to about a tenth of the area (25 x 32 mm on a card
 * of 85.6 x 54 mm, ISO/IEC 7810 ID-1). A larger face with another one in the picture may be a person's who holds the
 * document. A close-up of a document with a ghost image gets the warning too, which refuses nothing.
 */
const LARGER_THAN_A_PORTRAIT = 0.12;

/** Sorts faces by their area, largest first. A face without a usable box comes last. */
export function sortedBySize(faces: readonly DetectedFace[]): readonly DetectedFace[] {
  return faces.toSorted((a, b) => (areaOf(b) ?? 0) - (areaOf(a) ?? 0));
}

/** Returns the boxes of the largest face, which is null if it has no usable one, and of the others. */
export function boxesOf({ faces, image, imageSize }: SeenPhoto): {
  readonly face: FaceBox | null;
  readonly otherFaces: readonly FaceBox[];
} {
  const [face = null, ...others] = faces.map((one) => faceBoxOf(one.bounding_box, image, imageSize));
  return { face, otherFaces: others.filter((box) => box !== null) };
}

/** Finds what is poor about a photo with at least one face. */
export function warningsOf(seen: SeenPhoto): readonly Warning[] {
  const [largest, ...others] = seen.faces;
  const { brightness, sharpness, pose } = largest?.attributes ?? {};
  const degrees = [pose?.yaw, pose?.pitch, pose?.roll].map((angle) => Math.abs(angle ?? 0));
  const found: [Warning, boolean][] = [
    ['dark', numberOf(brightness, 1) < DARK_BELOW],
    ['blurred', numberOf(sharpness, 1) < BLURRED_BELOW],
    ['turned', seen.turned || Math.max(...degrees) > TURNED_BEYOND_DEGREES],
    ['several_faces', mayBeAnother(seen, others)],
    ['small_face', isSmall(seen)],
  ];
  return found.filter(([, applies]) => applies).map(([warning]) => warning);
}

/** Whether the largest face may not be the portrait of the document, or not the only one of its kind. */
function mayBeAnother(seen: SeenPhoto, others: readonly DetectedFace[]): boolean {
  const [largest] = seen.faces;
  if (largest === undefined || others.length === 0) return false;
  const area = areaOf(largest) ?? 0;
  const { face } = boxesOf(seen);
  const share = face ? face.width * face.height : 0;
  // A face whose size is not known may be as large.
  const rival = others.some((other) => (areaOf(other) ?? area) >= NEARLY_AS_LARGE * area);
  return rival || share > LARGER_THAN_A_PORTRAIT;
}

function isSmall(seen: SeenPhoto): boolean {
  const { face } = boxesOf(seen);
  if (!face) return false;
  const { width, height } = seen.image;
  const [across, down] = seen.image.orientation >= 5 ? [height, width] : [width, height];
  return Math.min(face.width * across, face.height * down) < SMALL_BELOW_PIXELS;
}

function areaOf({ bounding_box: box }: DetectedFace): number | null {
  return box ? box.width * box.height : null;
}

function numberOf(signal: unknown, absent: number): number {
  const value = typeof signal === 'object' && signal !== null && 'value' in signal ? signal.value : signal;
  return typeof value === 'number' ? value : absent;
}
