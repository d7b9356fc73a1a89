/** How far the import is, in a line. Pure. */
import type { Counts } from './tally.ts';

/** What the line says. */
export type Progress = {
  readonly counts: Counts;
  /** Customers in the file. */
  readonly total: number;
  /** Taken by the service, and not indexed yet. */
  readonly pending: number;
  /** Finished each second, lately; null while that is not known. */
  readonly perSecond: number | null;
};

/** Writes it. `4,210 of 12,000 (35 %), 98 on their way, 12 refused, 2.5 a second, 52 min left` */
export function progressText({ counts, total, pending, perSecond }: Progress): string {
  const done = finishedOf(counts);
  const left = total - done;
  const parts = [
    `${grouped(done)} of ${grouped(total)} (${Math.floor((100 * done) / Math.max(1, total))} %)`,
    pending > 0 ? `${grouped(pending)} on their way` : null,
    counts.refused > 0 ? `${grouped(counts.refused)} refused` : null,
    perSecond === null ? null : rateText(perSecond),
    perSecond === null || perSecond === 0 || left === 0 ? null : `${durationText(left / perSecond)} left`,
  ];
  return parts.filter((part) => part !== null).join(', ');
}

/** Customers with whom the run has ended. */
export function finishedOf({ indexed, alreadyThere, taken, ready, refused }: Counts): number {
  return indexed + alreadyThere + taken + ready + refused;
}

function rateText(perSecond: number): string {
  if (perSecond >= 10) return `${Math.round(perSecond)} a second`;
  return perSecond >= 1 ? `${perSecond.toFixed(1)} a second` : `${(perSecond * 60).toFixed(1)} a minute`;
}

/** Writes a duration in its two largest units: `45 s`, `12 min`, `3 h 20 min`, `6 d 22 h`. */
export function durationText(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.ceil(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 24 * 60) return twoUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(seconds / 3_600);
  return twoUnits(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function twoUnits(large: number, unit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smallUnit}`;
}

/** Writes a number with commas between thousands. */
export function grouped(number: number): string {
  return number.toLocaleString('en-US');
}

const WINDOW_MS = 60_000;

/** Measures the rate over the last minute. */
export function createRate() {
  const seen: { readonly atMs: number; readonly done: number }[] = [];
  return {
    /** Notes how many are done. @returns how many each second, or null before there is a second to judge by */
    note(atMs: number, done: number): number | null {
      seen.push({ atMs, done });
      while ((seen[0]?.atMs ?? atMs) < atMs - WINDOW_MS) seen.shift();
      const [first] = seen;
      if (!first || atMs - first.atMs < 1_000) return null;
      return (done - first.done) / ((atMs - first.atMs) / 1_000);
    },
  };
}
