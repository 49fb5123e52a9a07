import { tokensOf } from "./estimate-tokens.ts";

/** The beginning of a text that takes no more tokens than this; no character is cut in two. */
export function cutToTokens(text: string, most: number): { text: string; tokens: number } {
  let tokens = 0;
  let end = 0;
  for (const character of text) {
    if (tokens + tokensOf(character) > most) break;
    tokens += tokensOf(character);
    end += character.length;
  }
  return { text: text.slice(0, end), tokens };
}
