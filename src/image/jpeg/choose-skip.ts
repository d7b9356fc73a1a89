import { MAX_TRACKED_BLOCKS } from '../image-limits.ts';
import { type Amplitude, readAmplitude } from './amplitude.ts';
import { type CodedData, openCodedData, type Passage } from './coded-data.ts';
import { buildLookup, type HuffmanDefinition, type HuffmanLookup } from './huffman-table.ts';
import type { JpegFrame } from './jpeg-frame.ts';
import type { JpegScan } from './jpeg-scan.ts';
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
export type Skip = (coded: CodedData, done: number, units: number) => Passage;

/** Begins a search in a file of so many bytes. */
export function openSearch(fileBytes: number): SearchState {
  return {
    coded: openCodedData(fileBytes),
    nonZero: new Map(),
    trackedLeft: MAX_TRACKED_BLOCKS,
  };
}

/**
 * Chooses how to pass over the blocks of a scan.
 * @param units how many units the scan has, each of so many blocks
 * @returns null if the scan is not valid, or would take too much memory to read
 */
export function chooseSkip(
  settings: ScanSettings,
  units: number,
  unitBlocks: number,
  state: SearchState,
): Skip | null {
  return settings.frame.progressive
    ? progressiveSkip(settings, units, unitBlocks, state)
    : sequentialSkip(settings);
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
