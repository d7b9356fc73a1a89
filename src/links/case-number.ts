/** The case number by which an applicant's pages say whose check they belong to. It holds no personal data. */
import { createHash } from 'node:crypto';

/** Digits and consonants that are not mistaken for each other, and spell no words. */
const SYMBOLS = '23456789BCDFGHJKMNPQRSTVWXYZ';
const LENGTH = 8;

/**
 * Derives the case number of an applicant, always the same.
 * @param objectId of the applicant's object, in hex
 * @returns eight digits and capital letters
 */
export function caseNumberOf(objectId: string): string {
  const hash = createHash('sha256').update(`case number ${objectId}`).digest();
  return [...hash.subarray(0, LENGTH)].map((byte) => SYMBOLS[byte % SYMBOLS.length]).join('');
}

/** The last characters of a case number: what the pages show. */
export function caseEndingOf(caseNumber: string): string {
  return caseNumber.slice(-4);
}
