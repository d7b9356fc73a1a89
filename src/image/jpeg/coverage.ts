import type { JpegFrame } from './jpeg-frame.ts';
import type { JpegScan } from './jpeg-scan.ts';

/** Coefficients in a block. */
const COEFFICIENTS = 64;
/** For a coefficient that no scan has coded yet. */
const NONE = 0xff;

/** Which bits of which coefficients the scans so far have coded. */
export type Coverage = {
  /**
   * Adds a scan. @returns whether it codes nothing that is coded already and leaves out no bit before its own (T.81
   * G.1.1.1.1). If it does, decoders show different pictures: some stop at the first coding, in others the last counts.
   */
  readonly add: (scan: JpegScan) => boolean;
  /** Returns whether nothing is missing, so that a decoder needs no further scan. */
  readonly isComplete: () => boolean;
};

/** Begins with a frame of which no scan is known yet. */
export function openCoverage({ components }: JpegFrame): Coverage {
  const bitsLeft = components.map(() => new Uint8Array(COEFFICIENTS).fill(NONE));
  return {
    add: (scan) => {
      const expected = scan.refines ? scan.bitsLeft + 1 : NONE;
      let isNew = true;
      for (const { index } of scan.components) {
        const left = bitsLeft[index]?.subarray(scan.first, scan.last + 1);
        isNew &&= left?.every((bits) => bits === expected) ?? false;
        left?.fill(scan.bitsLeft);
      }
      return isNew;
    },
    isComplete: () => bitsLeft.every((component) => component.every((left) => left === 0)),
  };
}
