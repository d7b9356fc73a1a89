import type { JpegFrame } from './jpeg-frame.ts';
import type { JpegScan } from './jpeg-scan.ts';

/** Coefficients in a block. */
const COEFFICIENTS = 64;
/** For a coefficient that no scan has coded yet. */
const NONE = 0xff;

/** Which bits of which coefficients the scans so far have coded. */
export type Coverage = {
  readonly add: (scan: JpegScan) => void;
  /** Returns whether nothing is missing, so that a decoder needs no further scan. */
  readonly isComplete: () => boolean;
};

/** Begins with a frame of which no scan is known yet. */
export function openCoverage({ components }: JpegFrame): Coverage {
  const bitsLeft = components.map(() => new Uint8Array(COEFFICIENTS).fill(NONE));
  return {
    add: (scan) => {
      for (const { index } of scan.components) {
        bitsLeft[index]?.fill(scan.bitsLeft, scan.first, scan.last + 1);
      }
    },
    isComplete: () => bitsLeft.every((component) => component.every((left) => left === 0)),
  };
}
