/** Counts in the memory of one isolate, until the figures are reported. No method throws. */
import {
  addFigures,
  type Counters,
  type Delivery,
  type Figures,
  type IliveSigns,
  NO_FIGURES,
} from './figures.ts';

/** What is sent to the object that keeps the figures. */
export type Report = {
  readonly figures: Figures;
  /** Applicants whose row in D1 could not be written, and those whose row could be written again after that. */
  readonly behind: readonly string[];
  readonly caughtUp: readonly string[];
};

/** Counts for one isolate. */
export type Collector = ReturnType<typeof createCollector>;

/** Creates a collector that has counted nothing. */
export function createCollector() {
  let figures = NO_FIGURES;
  let behind = new Map<string, boolean>();
  let isDirty = false;

  function add(more: Partial<Figures>): void {
    figures = addFigures(figures, { ...NO_FIGURES, ...more });
    isDirty = true;
  }

  return {
    /** Counts one more of a series. @param labels the values of its labels; never personal data */
    count: (name: string, ...labels: readonly string[]): void =>
      add({ counters: { [[name, ...labels].join('|')]: 1 } }),
    /** Adds to several counters. */
    addCounters: (counters: Counters): void => add({ counters }),
    /** Notes what a call to iLive shows. */
    noteIlive: (signs: Partial<IliveSigns>): void => add({ ilive: { ...NO_FIGURES.ilive, ...signs } }),
    /** Notes a try to deliver a notification. @param receiver its host */
    noteDelivery: (receiver: string, delivery: Delivery): void =>
      add({ deliveries: { [receiver]: delivery } }),
    /** Notes that an applicant's row could not be written, or that it could be written again. */
    noteRow(userId: string, isBehind: boolean): void {
      behind.set(userId, isBehind);
      isDirty = true;
    },
    /** Tells whether there is something to report. */
    isDirty: (): boolean => isDirty,
    /** Takes all that was counted, and starts from nothing. @returns null when there is nothing to report */
    take(): Report | null {
      if (!isDirty) return null;
      const named = (value: boolean) =>
        [...behind].filter(([, is]) => is === value).map(([userId]) => userId);
      const report = { figures, behind: named(true), caughtUp: named(false) };
      figures = NO_FIGURES;
      behind = new Map();
      isDirty = false;
      return report;
    },
    /** Puts back what could not be reported. The next report has it. */
    putBack(report: Report): void {
      add(report.figures);
      const earlier = [
        ...report.behind.map((id) => [id, true] as const),
        ...report.caughtUp.map((id) => [id, false] as const),
      ];
      behind = new Map([...earlier, ...behind]);
    },
  };
}
