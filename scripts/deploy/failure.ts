/** A deployment that cannot go on. */

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
