/** What a row of measurements says. */

/** The value below which that share lies, 0 to 1, by the nearest rank. Throws when there is none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const found = sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? sorted[0];
  if (found === undefined) throw new Error('nothing was measured');
  return found;
}

/** The middle one. */
export const median = (values: readonly number[]) => quantile(values, 0.5);

/** The mean. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
