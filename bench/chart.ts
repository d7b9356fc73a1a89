/** Pictures for RESULTS.md: how measurements are spread, as plain SVG that reads on light and dark ground. */
import { scaleLinear, scalePoint } from 'd3-scale';
import { line } from 'd3-shape';
import { quantile } from './support/stats.ts';

/** One row of measurements. */
export type Series = { readonly name: string; readonly values: readonly number[] };

const WIDTH = 720;
const HEIGHT = 280;
const MARGIN = { top: 44, right: 130, bottom: 34, left: 60 };
const COLOURS = ['#2f6fd0', '#d0662f', '#3a8f5c'];
const INK = '#767676';
/** Shares of the measurements; the last is the worst one. */
const SHARES = [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1];

/** Each series as a line over the shares of its measurements that lie below. */
export function chartOf(title: string, series: readonly Series[]): string {
  const all = series.flatMap(({ values }) => values);
  const x = scalePoint(SHARES.map(String), [MARGIN.left, WIDTH - MARGIN.right]);
  const y = scaleLinear([Math.min(...all), Math.max(...all)], [HEIGHT - MARGIN.bottom, MARGIN.top]).nice();
  const path = line<number>(
    (share) => x(String(share)) ?? 0,
    () => 0,
  );
  const ticks = y.ticks(5).map((tick) => {
    const at = y(tick);
    const rule = `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at}" y2="${at}" stroke="${INK}" stroke-opacity=".25"/>`;
    return `${rule}<text x="${MARGIN.left - 8}" y="${at + 4}" text-anchor="end">${y.tickFormat(5)(tick)}</text>`;
  });
  const shares = SHARES.map((share) => {
    const text = share === 1 ? 'max' : share === 0.5 ? 'median' : `p${share * 100}`;
    return `<text x="${x(String(share))}" y="${HEIGHT - 12}" text-anchor="middle">${text}</text>`;
  });
  const lines = series.map(({ name, values }, index) => {
    const colour = COLOURS[index % COLOURS.length];
    const at = (share: number) => y(quantile(values, share));
    const d = path.y(at)(SHARES);
    const label = `<text x="${WIDTH - MARGIN.right + 8}" y="${at(1) + 4}" fill="${colour}">${name}</text>`;
    return `<path d="${d}" fill="none" stroke="${colour}" stroke-width="2"/>${label}`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}"`,
    ` font-family="system-ui, sans-serif" font-size="12" fill="${INK}">`,
    `<text x="${MARGIN.left}" y="22" font-size="14">${title}</text>`,
    ...ticks,
    ...shares,
    ...lines,
    '</svg>\n',
  ].join('\n');
}
