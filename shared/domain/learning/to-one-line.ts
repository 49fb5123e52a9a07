/** A text as one line. What cannot be seen goes, unless it joins letters: in some languages, and in emoji, it belongs. */
export function toOneLine(text: string, { keepsJoiners = false } = {}): string {
  const blanks = keepsJoiners ? /[\p{Cc}\s]+/gu : /[\p{Cc}\p{Cf}\s]+/gu;
  return text.toWellFormed().replaceAll(blanks, " ").trim();
}
