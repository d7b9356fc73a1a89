import { chooseSkip, type ScanSettings, type SearchState, type Skip } from './choose-skip.ts';
import { type CodedData, readCodedData, readUpTo } from './coded-data.ts';
import type { JpegComponent, JpegFrame } from './jpeg-frame.ts';
import { MARKER } from './jpeg-segments.ts';

/** The most blocks in a unit of several components (T.81 B.2.3). */
const MAX_UNIT_BLOCKS = 10;

/**
 * Finds the end of the entropy-coded data that begins at `start` by reading each code of it. Markers are not searched
 * for, so that it is found even if foreign bytes follow at once.
 * @returns the offset behind the last byte that is used; `cut` if the picture ends before; `unreadable` if decoders
 *   differ in what they make of it, or it would cost too much to read
 */
export function findCodedEnd(
  bytes: Uint8Array,
  start: number,
  settings: ScanSettings,
  state: SearchState,
): number | 'cut' | 'unreadable' {
  const components = settings.scan.components.flatMap(({ index }) => settings.frame.components[index] ?? []);
  const units = countUnits(settings.frame, components);
  const unitBlocks = components.length === 1 ? 1 : components.reduce((sum, c) => sum + c.across * c.down, 0);
  if (unitBlocks > MAX_UNIT_BLOCKS) return 'unreadable';
  const skip = chooseSkip(settings, units, unitBlocks, state);
  return skip === null
    ? 'unreadable'
    : skipIntervals(bytes, start, units, settings.restartInterval, skip, state.coded);
}

/**
 * Passes over a scan, one restart interval after the other (T.81 E.2.4). It is cut where its data ends before the end of
 * the picture. An interval that is too short for its blocks, or that is not followed by the restart marker whose turn it
 * is, is left out by some decoders and filled up by others.
 */
function skipIntervals(
  bytes: Uint8Array,
  start: number,
  units: number,
  restartInterval: number,
  skip: Skip,
  coded: CodedData,
): number | 'cut' | 'unreadable' {
  const most = restartInterval === 0 ? units : restartInterval;
  let position = start;
  let restarts = 0;
  for (let done = 0; ; ) {
    const now = Math.min(most, units - done);
    readCodedData(bytes, position, coded);
    const passage = skip(coded, done, now);
    if (passage === 'unreadable') return passage;
    done += now;
    if (passage === 'done' && done === units) return readUpTo(bytes, coded);
    position = coded.end;
    while (bytes[position] === 0xff) position += 1;
    const isLast = position >= bytes.length || bytes[position] === MARKER.EOI;
    if (isLast && (passage === 'cut' || coded.bits - coded.bit < 8)) return 'cut';
    if (passage === 'cut' || bytes[position] !== MARKER.RST0 + (restarts & 7)) return 'unreadable';
    position += 1;
    restarts += 1;
  }
}

/** Counts the units of a scan: blocks of one component alone, or else what T.81 A.2.3 calls an MCU. */
function countUnits(
  { width, height, components: all }: JpegFrame,
  scanned: readonly JpegComponent[],
): number {
  const across = Math.max(...all.map((component) => component.across));
  const down = Math.max(...all.map((component) => component.down));
  const [only] = scanned;
  if (only === undefined || scanned.length > 1)
    return Math.ceil(width / (8 * across)) * Math.ceil(height / (8 * down));
  const columns = Math.ceil(Math.ceil((width * only.across) / across) / 8);
  return columns * Math.ceil(Math.ceil((height * only.down) / down) / 8);
}
