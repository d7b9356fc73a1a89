/** The part of the consent text that depends on the settings. It must be true: every sentence follows from them. */

/** What the text is made of. */
export type ConsentFacts = {
  /** Who asks; null where no `BRAND_NAME` is set. */
  readonly brand: string | null;
  /** How many days after the decision the photos are deleted; null when they stay until an erasure. */
  readonly photosDays: number | null;
  /** After how many days without progress an applicant is erased; null when that never happens. */
  readonly abandonedDays: number | null;
};

/** The sentences, in one language, as plain text. */
export type ConsentText = {
  /** Who asks. */
  readonly asks: string;
  /** Which pictures are used. */
  readonly pictures: string;
  /** iLive, the processor. */
  readonly processor: string;
  /** That the face is kept, what for and how long. */
  readonly face: string;
  /** How long the photos are kept. */
  readonly photos: string;
  /** What happens to a check that is not finished. */
  readonly unfinished: string;
  /** What stays after an erasure. */
  readonly record: string;
  /** How to refuse, object and ask for erasure. */
  readonly rights: string;
  /** The sentence that the applicant agrees to. */
  readonly agree: string;
};

/** Writes the text in one language. */
export type ConsentWriter = (facts: ConsentFacts) => ConsentText;
