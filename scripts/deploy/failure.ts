/** A deployment that cannot go on. */
import { plainLines } from '../plain-text.ts';

/** What is wrong, and what the operator does about it. Thrown by the steps, and printed as two lines. */
export class DeployFailure extends Error {
  readonly remedy: string;

  /**
   * @param what what is wrong, in a line
   * @param remedy what to do next, in a line
   */
  constructor(what: string, remedy: string) {
    super(what);
    this.remedy = remedy;
  }
}

/** One thing that keeps a deployment from beginning. */
export type Problem = { readonly what: string; readonly remedy: string };

/** What the preflight has found: all problems at once. Nothing was changed. */
export class PreflightFailure extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super('the deployment cannot begin');
    this.problems = problems;
  }
}

/** Puts either failure into lines: what is wrong, and what to do. @returns null for any other error */
export function refusalText(error: unknown): string | null {
  if (error instanceof PreflightFailure)
    return error.problems.map(({ what, remedy }) => linesOf(what, remedy)).join('\n');
  return error instanceof DeployFailure ? linesOf(error.message, error.remedy) : null;
}

function linesOf(what: string, remedy: string): string {
  // Either may quote what others have said.
  return plainLines(`✗ ${what}\n  → ${remedy}`);
}
