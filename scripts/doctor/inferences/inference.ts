/** What this service assumes about iLive. */
export type Inference = {
  readonly id: string;
  /** The assumption, in one sentence. */
  readonly statement: string;
  /** The page of iLive's documentation that says it in part, or where it should stand. */
  readonly source: string;
  /** The file that holds the assumption, to be changed if it is wrong. */
  readonly file: string;
  /** Words of that file which show where. A test looks for them. */
  readonly mention: string;
};
