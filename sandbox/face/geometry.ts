/** A place in a picture, in pixels from its top left corner. */
export interface Point {
  x: number;
  y: number;
}

/** An upright rectangle in a picture, in pixels. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Turn, scale and shift: `x' = a x - b y + tx`, `y' = b x + a y + ty`. */
export interface Similarity {
  a: number;
  b: number;
  tx: number;
  ty: number;
}

/** `x' = xx x + xy y + x0`, `y' = yx x + yy y + y0`. */
export interface Affine {
  xx: number;
  xy: number;
  x0: number;
  yx: number;
  yy: number;
  y0: number;
}

/** The middle of some points. */
export function centre(points: readonly Point[]): Point {
  const sum = points.reduce((total, p) => ({ x: total.x + p.x, y: total.y + p.y }), { x: 0, y: 0 });
  return { x: sum.x / points.length, y: sum.y / points.length };
}

/** How far apart two points are. */
export function distance(p: Point, q: Point): number {
  return Math.hypot(p.x - q.x, p.y - q.y);
}

/** The similarity that carries `from` to `to` with the least squared error (both in the same order). */
export function fitSimilarity(from: readonly Point[], to: readonly Point[]): Similarity {
  const fromCentre = centre(from);
  const toCentre = centre(to);
  let spread = 0;
  let along = 0;
  let across = 0;
  from.forEach((source, index) => {
    const target = to[index] ?? toCentre;
    const [x, y] = [source.x - fromCentre.x, source.y - fromCentre.y];
    const [u, v] = [target.x - toCentre.x, target.y - toCentre.y];
    spread += x * x + y * y;
    along += x * u + y * v;
    across += x * v - y * u;
  });
  const [a, b] = [along / spread, across / spread];
  return {
    a,
    b,
    tx: toCentre.x - (a * fromCentre.x - b * fromCentre.y),
    ty: toCentre.y - (b * fromCentre.x + a * fromCentre.y),
  };
}

/** The way back: where in the source a point of the result comes from. */
export function invert({ a, b, tx, ty }: Similarity): Affine {
  const square = a * a + b * b;
  const [xx, xy] = [a / square, b / square];
  return { xx, xy, x0: -(xx * tx + xy * ty), yx: -xy, yy: xx, y0: xy * tx - xx * ty };
}

/** Where a point goes. */
export function apply(map: Affine, x: number, y: number): Point {
  return { x: map.xx * x + map.xy * y + map.x0, y: map.yx * x + map.yy * y + map.y0 };
}

/** The number, or the nearer bound. */
export function clamp(value: number, low = 0, high = 1): number {
  return Math.min(high, Math.max(low, value));
}
