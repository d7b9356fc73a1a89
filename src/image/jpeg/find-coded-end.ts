import { MAX_TRACKED_BLOCKS } from '../image-limits.ts';
import { type Amplitude, readAmplitude } from './amplitude.ts';
import { type CodedData, openCodedData, type Passage, readCodedData, readUpTo } from './coded-data.ts';
import { buildLookup, type HuffmanDefinition, type HuffmanLookup } from './huffman-table.ts';
import type { JpegComponent, JpegFrame } from './jpeg-frame.ts';
import type { JpegScan } from './jpeg-scan.ts';
import { MARKER } from './jpeg-segments.ts';
import { type NonZero, skipFirstAc, skipMoreAc } from './skip-ac.ts';
import { skipFirstDc, skipMoreDc, skipSequential } from './skip-blocks.ts';

/** What a search goes by and remembers from scan to scan. */
export type SearchState = {
  readonly coded: CodedData;
  readonly nonZero: Map<number, NonZero>;
  trackedLeft: number;
};

/** What the segments before a scan have set. */
export type ScanSettings = {
  readonly frame: JpegFrame;
  readonly scan: JpegScan;
  readonly huffman: readonly (HuffmanDefinition | undefined)[];
  /** The quantization tables by their number. */
  readonly quantization: ReadonlyMap<number, Uint8Array>;
  /** Units between two restart markers; 0 if there are none. */
  readonly restartInterval: number;
};

/** Passes over so many units from the unit `done` on. */
type Skip = (coded: CodedData, done: number, units: number) => Passage;

/** The most blocks in a unit of several components (T.81 B.2.3). */
const MAX_UNIT_BLOCKS = 10;

/** Begins a search in a file of so many bytes. */
export function openSearch(fileBytes: number): SearchState {
  return {
    coded: openCodedData(fileBytes),
    nonZero: new Map(),
    trackedLeft: MAX_TRACKED_BLOCKS,
  };
}

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
  const skip = settings.frame.progressive
    ? progressiveSkip(settings, units, unitBlocks, state)
    : sequentialSkip(settings);
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

function sequentialSkip(settings: ScanSettings): Skip | null {
  const { frame, scan, huffman } = settings;
  const unit = scan.components.flatMap(({ index, dcTable, acTable }) => {
    const [dc, ac] = [lookupOf(huffman[dcTable]), lookupOf(huffman[4 + acTable])];
    const amplitude = amplitudeOf(settings, index);
    return dc && ac
      ? repeat({ component: index, dc, ac, amplitude }, blocksInUnit(frame, scan, index))
      : [null];
  });
  const known = unit.flatMap((tables) => tables ?? []);
  return known.length < unit.length ? null : (coded, _done, units) => skipSequential(coded, units, known);
}

function progressiveSkip(
  settings: ScanSettings,
  units: number,
  unitBlocks: number,
  state: SearchState,
): Skip | null {
  const { frame, scan, huffman } = settings;
  const { first, last, refines } = scan;
  if (first === 0) {
    if (last !== 0) return null;
    if (refines) return (coded, _done, now) => skipMoreDc(coded, now * unitBlocks);
    const unit = scan.components.flatMap(({ index, dcTable }) => {
      const dc = lookupOf(huffman[dcTable]);
      const amplitude = amplitudeOf(settings, index);
      return dc ? repeat({ component: index, dc, amplitude }, blocksInUnit(frame, scan, index)) : [null];
    });
    const known = unit.flatMap((tables) => tables ?? []);
    return known.length < unit.length ? null : (coded, _done, now) => skipFirstDc(coded, now, known);
  }
  const [component] = scan.components;
  const ac = component && lookupOf(huffman[4 + component.acTable]);
  if (!ac || scan.components.length > 1 || last > 63 || last < first) return null;
  const known = track(component.index, units, state);
  if (known === null) return null;
  const skip = refines ? skipMoreAc : skipFirstAc;
  const amplitude = amplitudeOf(settings, component.index);
  return (coded, firstBlock, blocks) =>
    skip(coded, { firstBlock, blocks, first, last, amplitude }, ac, known);
}

function amplitudeOf({ frame, scan, quantization }: ScanSettings, index: number): Amplitude {
  const table = quantization.get(frame.components[index]?.quantization ?? -1) ?? new Uint8Array(0);
  return readAmplitude(table, scan.bitsLeft);
}

/** Returns what is known of the coefficients of a component, or null if that would take too much memory. */
function track(index: number, blocks: number, state: SearchState): NonZero | null {
  const known = state.nonZero.get(index);
  if (known !== undefined) return known;
  state.trackedLeft -= blocks;
  if (state.trackedLeft < 0) return null;
  const fresh = new Uint32Array(2 * blocks);
  state.nonZero.set(index, fresh);
  return fresh;
}

function blocksInUnit(frame: JpegFrame, scan: JpegScan, index: number): number {
  const component = frame.components[index];
  return component === undefined || scan.components.length === 1 ? 1 : component.across * component.down;
}

function lookupOf(definition: HuffmanDefinition | undefined): HuffmanLookup | null {
  return definition === undefined ? null : buildLookup(definition);
}

function repeat<T>(value: T, times: number): T[] {
  return Array.from({ length: times }, () => value);
}
