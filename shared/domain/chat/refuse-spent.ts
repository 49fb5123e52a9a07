import { RateLimited } from "../../errors.ts";
import type { TurnSetting } from "../../ports/turns.ts";
import type { TurnRules } from "./turn-needs.ts";

/** A tenant that has spent its tokens of the day (UTC) waits for the next one. */
export function refuseSpent(
  { tokensToday }: Pick<TurnSetting, "tokensToday">,
  { dailyTokens }: Pick<TurnRules, "dailyTokens">,
  now: number,
): void {
  if (dailyTokens === 0 || tokensToday < dailyTokens) return;
  const day = 86_400_000;
  throw new RateLimited(Math.ceil((day - (now % day)) / 1_000));
}
