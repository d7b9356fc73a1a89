/** Checks an export as a whole file: its gaps, and whether it contains what its closing line counts. Pure. */
import type { ClosingLine, ExportLine } from './audited-event.ts';

/**
 * An applicant whose log could not be read when the export was made. `problem` is the service's code for the reason.
 */
export type Gap = { readonly user_id: string; readonly problem: string; readonly line: number };

/** A fault of the file as a whole. `line` is null for the end of the file. */
export type FileBreak = {
  readonly line: number | null;
  readonly wrong: 'incomplete' | 'miscounted' | 'not_at_the_end';
  readonly detail: string;
};

/** The findings about the file as a whole. */
export type ExportFile = {
  /** Null when there is none, so that the export is not complete. */
  readonly closing: ClosingLine | null;
  readonly gaps: readonly Gap[];
  readonly broken: readonly FileBreak[];
};

type Counts = Pick<ClosingLine, 'applicants' | 'events' | 'problems'>;

/** Creates the check of an export, which takes it line by line. */
export function createExportFile() {
  const counts = { applicants: 0, events: 0, problems: 0 };
  const gaps: Gap[] = [];
  const broken: FileBreak[] = [];
  let closing: ClosingLine | null = null;
  let goesOn = false;

  function close(counted: ClosingLine, line: number): void {
    closing = counted;
    if (textOf(counted) === textOf(counts)) return;
    const detail = `the closing line counts ${textOf(counted)}, but before it are ${textOf(counts)}`;
    broken.push({ line, wrong: 'miscounted', detail });
  }

  return {
    /** Takes the next line. */
    take(found: ExportLine, line: number): void {
      if (closing && !goesOn) {
        broken.push({ line, wrong: 'not_at_the_end', detail: 'the file goes on after its closing line' });
        goesOn = true;
      }
      switch (found.is) {
        case 'event':
          counts.events += 1;
          // An export has whole logs, so a log came as often as its first event did.
          if (found.event.seq === 1) counts.applicants += 1;
          return;
        case 'problem':
          counts.problems += 1;
          gaps.push({ ...found.problem, line });
          return;
        case 'closing':
          if (!closing) close(found.closing, line);
      }
    },

    /** Ends the file and gives the findings. */
    end(): ExportFile {
      if (closing) return { closing, gaps, broken };
      const detail = 'there is no closing line, so lines are missing';
      return { closing, gaps, broken: [...broken, { line: null, wrong: 'incomplete', detail }] };
    },
  };
}

function textOf({ applicants, events, problems }: Counts): string {
  return `${applicants} logs, ${events} events and ${problems} problems`;
}
