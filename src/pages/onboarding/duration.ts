/** Lengths of time in words. */

const HOURS_A_DAY = 24;
/** Up to here hours say more than days. */
const MOST_HOURS = 48;

/**
 * Says a number of hours, or of days where it is a whole number of them and more than two.
 * @param language a BCP 47 tag; digits are those of the other texts in every language
 */
export function hoursInWords(hours: number, language: string): string {
  const inDays = hours > MOST_HOURS && hours % HOURS_A_DAY === 0;
  const style = { style: 'unit', unitDisplay: 'long', numberingSystem: 'latn' } as const;
  const format = new Intl.NumberFormat(language, { ...style, unit: inDays ? 'day' : 'hour' });
  return format.format(inDays ? hours / HOURS_A_DAY : hours);
}
