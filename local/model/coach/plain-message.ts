const longestWish = 600;
const greeting = /^(?:(?:hi|hello|hey|good (?:morning|evening|afternoon))(?: there| aimi)?[,!. ]+)+/i;
const opener =
  /^(?:(?:aimi|please|ok(?:ay)?|so|now|and|also|then|oh|well|yes|could you|can you|would you|will you|i want you to|i would like you to|i'd like you to|you should)(?:,| )\s*)+/i;
const closer = /[\s,]*(?:\b(?:please|thanks|thank you)(?: aimi| very much)?)?[\s.!?]*$/i;
const between = /(?<!\b(?:dr|mr|mrs|ms|st|no|prof)\.)(?<=[.!?])\s+(?=["“\p{Lu}])|\n+/iu;

/** A message's sentences without what is only polite; none where it is too long for a wish. */
export function plainSentences(message: string): string[] {
  if (message.length > longestWish) return [];
  return message
    .replaceAll("’", "'")
    .replace(/\b([ap])\.m\./gi, "$1m")
    .replace(/(?<=\d ?[ap])\.m\b/gi, "m")
    .trim()
    .split(between)
    .map((sentence) => plainSentence(sentence))
    .filter(Boolean);
}

function plainSentence(sentence: string): string {
  return sentence.trim().replace(greeting, "").replace(opener, "").replace(closer, "").trim();
}
