import { readUint16, readUint32, startsWith } from './bytes.ts';

/** What the pixels of a picture are, by the names of ICC.1 table 19. */
export type ColourSpace = 'RGB ' | 'GRAY';

type Tags = ReadonlyMap<string, Uint8Array>;
type Curve = (value: number) => number;

const HEADER_BYTES = 128;
const TAG_BYTES = 12;
/** Profiles of cameras, phones and screens have 9 to 40. */
const MAX_TAGS = 100;

/** Red, green and blue of sRGB as X, Y, Z (IEC 61966-2-1, adapted to D50), by the tags that state them. */
const SRGB: readonly (readonly [tag: string, xyz: readonly [number, number, number]])[] = [
  ['rXYZ', [0.436, 0.2225, 0.0139]],
  ['gXYZ', [0.3851, 0.7169, 0.0971]],
  ['bXYZ', [0.1431, 0.0606, 0.7141]],
];

/**
 * How far a primary may be from that of sRGB. Display P3, Adobe RGB and Rec. 2020 are within 0.1, 0.18 and 0.24 in X and
 * Z, and within 0.1 in Y: lightness, by which a face is recognised.
 */
const MAX_DISTANCE = { x: 0.25, y: 0.1, z: 0.25 };

/** Curves of pictures lie between these powers: 1.8 to 2.4 for RGB, about 1.7 for the dot gain of print. */
const POWERS = { flattest: 1.4, steepest: 3, slack: 0.03 };
/** Curves are looked at in so many steps, four for each that 8 bits can tell apart. */
const STEPS = 1020;

/**
 * Returns whether a colour profile does no more than those of cameras, phones and screens: three primaries near those of
 * sRGB and rising curves, without tables. Not every decoder goes by a profile. With a plain one the difference is a
 * shade; another one could show a second picture in the same pixels, such as a negative, or one that only stands in blue.
 * @param profile with at least the header (ICC.1 section 7.2)
 */
export function isPlainProfile(profile: Uint8Array, space: ColourSpace): boolean {
  const hasHeader = startsWith(profile, space, 16) && startsWith(profile, 'XYZ ', 20);
  const tags = hasHeader ? readTags(profile) : null;
  if (tags === null || [...tags.keys()].some((tag) => /^(A2B|D2B|cicp)/.test(tag))) return false;
  if (space === 'GRAY') return isPlainCurve(tags.get('kTRC'));
  const curves = ['rTRC', 'gTRC', 'bTRC'].map((tag) => tags.get(tag));
  return SRGB.every(([tag, xyz]) => isNear(tags.get(tag), xyz)) && curves.every(isPlainCurve);
}

/** Reads the tag table (ICC.1 section 7.3). @returns null if it is damaged or names a tag twice */
function readTags(profile: Uint8Array): Tags | null {
  const count = readUint32(profile, HEADER_BYTES);
  const tags = new Map<string, Uint8Array>();
  for (let nth = 0; nth < count; nth += 1) {
    const at = HEADER_BYTES + 4 + nth * TAG_BYTES;
    const name = String.fromCharCode(...profile.subarray(at, at + 4));
    const start = readUint32(profile, at + 4);
    const end = start + readUint32(profile, at + 8);
    if (nth >= MAX_TAGS || end > profile.length || tags.has(name)) return null;
    tags.set(name, profile.subarray(start, end));
  }
  return tags;
}

/** Whether a tag of type XYZ (ICC.1 section 10.31) is near the given values. */
function isNear(tag: Uint8Array | undefined, [x, y, z]: readonly [number, number, number]): boolean {
  if (tag === undefined || tag.length < 20 || !startsWith(tag, 'XYZ ')) return false;
  const isWithin = (offset: number, from: number, most: number) =>
    Math.abs(readFixed(tag, offset) - from) <= most;
  return isWithin(8, x, MAX_DISTANCE.x) && isWithin(12, y, MAX_DISTANCE.y) && isWithin(16, z, MAX_DISTANCE.z);
}

function isPlainCurve(tag: Uint8Array | undefined): boolean {
  const curve = tag && readCurve(tag);
  if (!curve) return false;
  let before = -POWERS.slack;
  for (let step = 0; step <= STEPS; step += 1) {
    const value = step / STEPS;
    const shown = curve(value);
    const [least, most] = [value ** POWERS.steepest - POWERS.slack, value ** POWERS.flattest + POWERS.slack];
    // Written so that a value that is no number fails.
    if (!(shown >= before && shown >= least && shown <= most)) return false;
    before = shown;
  }
  return true;
}

/** Reads a curve (ICC.1 sections 10.6 and 10.18). @returns null if it is damaged or of another type */
function readCurve(tag: Uint8Array): Curve | null {
  if (startsWith(tag, 'curv')) return readSampledCurve(tag);
  const type = readUint16(tag, 8);
  const params = [1, 3, 4, 5, 7][type];
  if (!startsWith(tag, 'para') || params === undefined || tag.length < 12 + 4 * params) return null;
  const [g = 1, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0] = Array.from({ length: params }, (_, nth) =>
    readFixed(tag, 12 + 4 * nth),
  );
  if (type <= 2) return (x) => (x >= -b / a ? (a * x + b) ** g : 0) + c;
  return (x) => (x >= d ? (a * x + b) ** g + e : c * x + f);
}

function readSampledCurve(tag: Uint8Array): Curve | null {
  const count = readUint32(tag, 8);
  if (tag.length < 12 + 2 * count) return null;
  const sample = (nth: number) => readUint16(tag, 12 + 2 * nth);
  if (count === 0) return (x) => x;
  if (count === 1) return (x) => x ** (sample(0) / 0x100);
  return (x) => {
    const at = x * (count - 1);
    const low = Math.floor(at);
    const high = Math.min(low + 1, count - 1);
    return (sample(low) + (at - low) * (sample(high) - sample(low))) / 0xffff;
  };
}

/** Reads an s15Fixed16Number (ICC.1 section 4.6). */
function readFixed(bytes: Uint8Array, offset: number): number {
  return (readUint32(bytes, offset) | 0) / 0x10000;
}
