/** A QR code as inline SVG, so that it needs no script and no picture from elsewhere. */
import { encode } from 'uqr';

/** Light modules around the code, as ISO/IEC 18004 asks for. */
const QUIET_ZONE = 4;

/** Renders the code of a text. @param label what it leads to, for those who do not see it */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET_ZONE });
  return (
    <svg class="qr-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <rect width={size} height={size} fill="#fff" />
      <path d={data.map(runsOf).join('')} stroke="#000" shape-rendering="crispEdges" />
    </svg>
  );
}

/** Draws the dark modules of a row as lines, one for each run of them. */
function runsOf(row: readonly boolean[], y: number): string {
  const runs: string[] = [];
  for (let from = row.indexOf(true); from >= 0; ) {
    const end = row.indexOf(false, from);
    const to = end < 0 ? row.length : end;
    runs.push(`M${from} ${y}.5h${to - from}`);
    from = row.indexOf(true, to);
  }
  return runs.join('');
}
