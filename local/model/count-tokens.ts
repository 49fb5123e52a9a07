/** An estimate for want of a tokenizer: four ASCII characters a token, and one for each other UTF-16 unit. */
export function countTokens(text: string): number {
  const others = text.replace(/[\0-\x7f]/g, "").length;
  return Math.ceil((text.length - others) / 4) + others;
}
