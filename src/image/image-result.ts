/**
 * The rotation or mirroring a viewer applies before showing the pixels (Exif 2.32 section 4.6.4, tag 0x0112).
 */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** A picture that holds nothing but its pixels, what its colours depend on, and its orientation. */
export type CleanImage = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType: 'image/jpeg' | 'image/png';
  /**
   * Pixels per row as stored, before `orientation` is applied: for 5 to 8 a viewer shows this as the height.
   */
  readonly width: number;
  /** Rows as stored, before `orientation` is applied. */
  readonly height: number;
  readonly orientation: Orientation;
};

/**
 * Why a file isn't accepted. `unsupported_image` is another format, or a kind of JPEG or PNG that browsers
 * don't show; `invalid_image` is a JPEG or PNG that is damaged or too large. `detail` is one English sentence
 * for the person who sent the file; it never holds anything read from the file's metadata.
 */
export type ImageProblem = {
  readonly code: 'empty_image' | 'unsupported_image' | 'invalid_image';
  readonly detail: string;
};

/** The answer to "may this file be stored, and as which bytes?". */
export type ImageResult =
  | { readonly ok: true; readonly image: CleanImage }
  | { readonly ok: false; readonly problem: ImageProblem };

/** A problem of code `invalid_image`. */
export function invalid(detail: string): ImageProblem {
  return { code: 'invalid_image', detail };
}

/** A problem of code `unsupported_image`. */
export function unsupported(detail: string): ImageProblem {
  return { code: 'unsupported_image', detail };
}
