/** Reads a QR code with another library than the one that draws it. */
import decodeQr from 'qr/decode.js';

/** Pixels of a side of a module. */
const SCALE = 4;
/** The reader tries its best, however slow the machine is. */
const TIME_LIMIT_MS = 60_000;

/** Draws the code of a page as a browser does, and returns the text that it holds. @throws when it cannot be read */
export function readQrCode(html: string): string {
  const [, side = '0'] = /<svg class="qr-code" viewBox="0 0 (\d+) \d+"/.exec(html) ?? [];
  const [, path = ''] = /<path d="([^"]*)"/.exec(html) ?? [];
  const width = Number(side) * SCALE;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)\.5h(\d+)/g)) {
    for (let row = Number(y) * SCALE; row < (Number(y) + 1) * SCALE; row += 1) {
      for (let at = Number(x) * SCALE; at < (Number(x) + Number(length)) * SCALE; at += 1) {
        data.fill(0, (row * width + at) * 4, (row * width + at) * 4 + 3);
      }
    }
  }
  return decodeQr({ width, height: width, data }, { timeLimit: TIME_LIMIT_MS });
}
