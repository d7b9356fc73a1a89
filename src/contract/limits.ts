/** How much a caller may send. */

/**
 * The largest image, in bytes. iLive accepts 8 MB (/docs/face-services/overview). It does not say whether MB means
 * 1,000,000 bytes or more, so this is the smaller number.
 */
export const MAX_IMAGE_BYTES = 8_000_000;
/** The largest JSON body of a request or webhook, in bytes. */
export const MAX_JSON_BYTES = 65_536;
