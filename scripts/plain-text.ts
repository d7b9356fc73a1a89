/** Text of others on a terminal: it must not steer it, hide anything, or look like lines of ours. */

/** Replaces control and format characters and line breaks of a text. */
export function plainLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '?');
}

/** The same for a text of several lines, such as a message of ours that quotes something. */
export function plainLines(text: string): string {
  return text.split('\n').map(plainLine).join('\n');
}
