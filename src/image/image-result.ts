/** The rotation or mirroring that a viewer applies before it shows the pixels (Exif 2.32 section 4.6.4, tag 0x0112). */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** A picture that holds only its pixels, what its colours depend on, and its orientation. */
export type CleanImage = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType: 'image/jpeg' | 'image/png';
  /** Pixels in a row as stored, before `orientation` is applied: with 5 to 8 a viewer shows this as the height. */
  readonly width: number;
  /** Rows as stored, before `orientation` is applied. */
  readonly height: number;
  readonly orientation: Orientation;
};

/**
 * Why a file is not accepted. `unsupported_image` is another format. `invalid_image` is a JPEG or PNG that is damaged,
 * too large, or of a kind that browsers do not show. `detail` is English text for the person who sent the file: what is
 * wrong, and in the outcome of `cleanImage` also what to do. It never holds anything from the file's metadata.
 */
export type ImageProblem = {
  readonly code: 'empty_image' | 'unsupported_image' | 'invalid_image';
  readonly detail: string;
};

/** The clean copy of a file, or why there is none. */
export type ImageResult =
  | { readonly ok: true; readonly image: CleanImage }
  | { readonly ok: false; readonly problem: ImageProblem };

/** Makes a problem with the code `invalid_image`. @param detail one English sentence for the sender */
export function invalid(detail: string): ImageProblem {
  return { code: 'invalid_image', detail };
}

/** Makes a problem with the code `unsupported_image`. @param detail one English sentence for the sender */
export function unsupported(detail: string): ImageProblem {
  return { code: 'unsupported_image', detail };
}
