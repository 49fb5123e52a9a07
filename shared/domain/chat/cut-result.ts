import { cutToTokens } from "../text/cut-to-tokens.ts";
import { estimateTokens } from "../text/estimate-tokens.ts";

const most = 5_000;
/** Enough to say what was made, or what is wrong: less is never told. */
const least = 200;
const mark = " … cut off here: ask for less at once";

/** What a tool gave, as the model is told it, within a number of tokens. */
export function cutResult(result: unknown, roomTokens: number): string {
  const json = JSON.stringify(result);
  const room = Math.min(most, Math.max(least, roomTokens));
  if (estimateTokens(json) <= room) return json;
  return `${cutToTokens(json, room - estimateTokens(mark)).text}${mark}`;
}
