/** A few for each message's frame. */
const perMessage = 4;

/** No tokenizer: about four ASCII characters a token, and one for any other. */
export function tokensOf(character: string): number {
  return character.codePointAt(0)! < 128 ? 0.25 : 1;
}

export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const character of text) tokens += tokensOf(character);
  return Math.ceil(tokens);
}

export function estimateMessageTokens(content: string): number {
  return estimateTokens(content) + perMessage;
}
