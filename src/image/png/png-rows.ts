/** The rows of a PNG as they stand in its inflated pixel data. */
import type { PngHeader } from './png-header.ts';

/** Rows of the same length, filter byte included. */
export type Rows = { readonly rowBytes: number; readonly count: number };

/** Where the pixels of each pass of an interlaced picture begin, and how far they are apart (PNG section 8.2). */
const PASSES = [
  { left: 0, top: 0, across: 8, down: 8 },
  { left: 4, top: 0, across: 8, down: 8 },
  { left: 0, top: 4, across: 4, down: 8 },
  { left: 2, top: 0, across: 4, down: 4 },
  { left: 0, top: 2, across: 2, down: 4 },
  { left: 1, top: 0, across: 2, down: 2 },
  { left: 0, top: 1, across: 1, down: 2 },
];

/** Returns the rows of each pass that has pixels; one that is not interlaced has a single pass. */
export function rowsOf({ width, height, interlaced, pixelBytes }: PngHeader): readonly Rows[] {
  const passes = interlaced ? PASSES : [{ left: 0, top: 0, across: 1, down: 1 }];
  return passes
    .map(({ left, top, across, down }) => ({
      columns: Math.ceil((width - left) / across),
      count: Math.ceil((height - top) / down),
    }))
    .filter(({ columns, count }) => columns > 0 && count > 0)
    .map(({ columns, count }) => ({ rowBytes: 1 + columns * pixelBytes, count }));
}

/** The filtered alpha bytes of an opaque row: of its first pixel, and of all others. */
export type Expected = { readonly first: number; readonly others: number };

/**
 * Returns what a filter makes of alpha bytes that are all 255, below a row that is opaque too (PNG section 9.2). Bytes
 * left of the row and above the first one count as 0.
 * @returns null for an unknown filter
 */
export function expectedAlpha(filter: number, isFirstRow: boolean): Expected | null {
  switch (filter) {
    case 0:
      return { first: 255, others: 255 };
    case 1:
      return { first: 255, others: 0 };
    case 2:
      return isFirstRow ? { first: 255, others: 255 } : { first: 0, others: 0 };
    case 3:
      return isFirstRow ? { first: 255, others: 128 } : { first: 128, others: 0 };
    case 4:
      return isFirstRow ? { first: 255, others: 0 } : { first: 0, others: 0 };
    default:
      return null;
  }
}
