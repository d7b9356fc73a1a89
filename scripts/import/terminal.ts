/** Shows progress: a line that is redrawn on a terminal, else a line each ten seconds. */
import type { WriteStream } from 'node:tty';
import { plainLine } from '../plain-text.ts';

/** Where progress goes. Neither throws. */
export type Screen = {
  /** Shows how far it is. */
  show(text: string): void;
  /** Writes a line that stays. */
  say(text: string): void;
  /** Takes the redrawn line away. */
  clear(): void;
  /** How often `show` is worth calling, ms. */
  readonly everyMs: number;
};

const REDRAW_MS = 200;
const PLAIN_MS = 10_000;
const COLUMNS = 80;
/** Back to the beginning of the line, and the rest of it away (ECMA-48, CR and EL). */
const CLEAR = '\r\u001b[2K';

/** Makes it for the standard error output. */
export function createScreen(output: Pick<WriteStream, 'write' | 'isTTY' | 'columns'>): Screen {
  if (!output.isTTY) {
    const say = (text: string) => void output.write(`${plainLine(text)}\n`);
    return { show: say, say, clear: () => {}, everyMs: PLAIN_MS };
  }
  let shown = '';
  const draw = () => {
    // One character less than the width: some terminals go to the next line after the last.
    const line = plainLine(shown).slice(0, Math.max(1, (output.columns || COLUMNS) - 1));
    output.write(`${CLEAR}${line}`);
  };
  return {
    show(text) {
      shown = text;
      draw();
    },
    say(text) {
      output.write(`${CLEAR}${plainLine(text)}\n`);
      if (shown !== '') draw();
    },
    clear() {
      if (shown !== '') output.write(CLEAR);
      shown = '';
    },
    everyMs: REDRAW_MS,
  };
}
