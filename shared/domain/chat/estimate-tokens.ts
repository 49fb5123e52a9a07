/** No tokenizer: about four ASCII characters a token, and one for any other; a few for each message's frame. */
const perMessage = 4;

export function estimateTokens(text: string): number {
  let quarters = 0;
  for (const character of text) quarters += character.codePointAt(0)! < 128 ? 1 : 4;
  return Math.ceil(quarters / 4);
}

export function estimateMessageTokens(content: string): number {
  return estimateTokens(content) + perMessage;
}
