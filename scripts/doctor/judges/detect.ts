/** Judges what `faces:detect` answers. */
import { type DetectedFaces, detectedSchema } from '#src/ilive/wire.ts';
import { sortedBySize } from '#src/photos/faces-on-photo.ts';
import { type Answer, isSuccess, statusOf } from '../answer.ts';
import { type Findings, notTried, tried } from '../finding.ts';
import type { FaceAnswers } from '../probes/faces.ts';
import { type PhotoForms, TILT_DEGREES } from '../test-pictures.ts';

type Face = DetectedFaces['faces'][number];
type Size = { readonly width: number; readonly height: number };

/** Confidence from which the service takes a face on a turned photo for one. */
const SURE_FROM = 0.9;
/** By how much a ratio may differ: a detector does not find exactly the same box twice. */
const TOLERANCE = 0.25;
/** Half of the tilt counts as turned; nets measure roughly. */
const LEAST_TILT = TILT_DEGREES / 2;
const UPRIGHT_WITHIN_DEGREES = 45;

/** Gives what the answers say. */
export function judgeDetect(seen: FaceAnswers, photo: PhotoForms): Findings {
  const { detected } = seen;
  if (!detected) return {};
  const face = largestFace(detected);
  if (!isSuccess(detected)) return { detect_boxes: tried(false, `${statusOf(detected)} for a photo`) };
  if (face === null) return { detect_boxes: tried(false, 'no face on the first photo: try another photo') };
  return {
    detect_boxes: tried(face.bounding_box !== undefined, face.bounding_box ? 'a box' : 'no readable box'),
    detect_image_size: judgeImageSize(detected, photo.upright),
    detect_confidence: tried((face.confidence ?? 0) >= SURE_FROM, numberText(face.confidence)),
    detect_light: judgeLight(face),
    detect_pose: judgePose(face),
    ...judgeUnit(face, seen.detectedEnlarged),
    ...judgeTilt(face, seen.detectedTilted),
    ...judgeTag(seen.detectedTagged),
  };
}

/** Returns the largest face; null if there is none that can be read. */
export function largestFace(answer: Answer): Face | null {
  const faces = isSuccess(answer) ? detectedSchema.safeParse(answer.json).data?.faces : undefined;
  return sortedBySize(faces ?? [])[0] ?? null;
}

function judgeImageSize({ json }: Answer, sent: Size) {
  const size = detectedSchema.safeParse(json).data?.image_size;
  const isRight =
    size !== undefined && Math.abs(size.width / size.height / (sent.width / sent.height) - 1) < 0.02;
  return tried(isRight, size ? `${size.width} x ${size.height}` : 'no width and height');
}

function judgeLight({ attributes }: Face) {
  const missing = (['brightness', 'sharpness'] as const).filter(
    (name) => typeof attributes?.[name] === 'undefined',
  );
  return tried(missing.length === 0, missing.length === 0 ? 'both' : `cannot be read: ${missing.join(', ')}`);
}

function judgePose({ attributes }: Face) {
  const pose = attributes?.pose;
  const missing = (['yaw', 'pitch', 'roll'] as const).filter((name) => typeof pose?.[name] !== 'number');
  return tried(
    missing.length === 0,
    missing.length === 0 ? 'all three' : `cannot be read: ${missing.join(', ')}`,
  );
}

/** In a picture with twice the pixels, a box in pixels is twice as wide and one in fractions is the same. */
function judgeUnit({ bounding_box: box }: Face, enlarged: Answer | undefined): Findings {
  const large = enlarged && largestFace(enlarged)?.bounding_box;
  if (!box || !large) return { detect_box_unit: notTried('no boxes to compare') };
  const ratio = large.width / box.width;
  const isPixels = Math.max(...Object.values(box)) > 1;
  const fits = isNear(ratio, isPixels ? 2 : 1);
  return { detect_box_unit: tried(fits, unitText(ratio, isPixels)) };
}

function unitText(ratio: number, isPixels: boolean): string {
  const grown = `${ratio.toFixed(1)} times as wide in a picture of twice the size`;
  return `${isPixels ? 'numbers above 1' : 'numbers up to 1'}, ${grown}`;
}

function judgeTilt(upright: Face, tilted: Answer | undefined): Findings {
  const before = upright.attributes?.pose?.roll;
  const after = tilted && largestFace(tilted)?.attributes?.pose?.roll;
  if (typeof before !== 'number' || typeof after !== 'number')
    return { roll_sign: notTried('no roll to compare') };
  const turned = after - before;
  const seen = `${turned.toFixed(0)}° for a photo turned by ${TILT_DEGREES}° clockwise`;
  return { roll_sign: Math.abs(turned) < LEAST_TILT ? notTried(seen) : tried(turned > 0, seen) };
}

function judgeTag(tagged: Answer | undefined): Findings {
  if (!tagged) return {};
  const face = largestFace(tagged);
  const roll = face?.attributes?.pose?.roll;
  if (face === null) return { orientation_tag: tried(false, 'no face on a photo that its tag sets upright') };
  if (typeof roll !== 'number') return { orientation_tag: notTried('no roll to compare') };
  const seen = `${roll.toFixed(0)}° for a photo that its tag sets upright`;
  return { orientation_tag: tried(Math.abs(roll) <= UPRIGHT_WITHIN_DEGREES, seen) };
}

function isNear(ratio: number, wanted: number): boolean {
  return Math.abs(ratio / wanted - 1) <= TOLERANCE;
}

function numberText(value: number | undefined): string {
  return value === undefined ? 'no readable number' : String(value);
}
