import { TurnInterrupted } from "../../errors.ts";
import type { WireFrame } from "../../ports/turn-frames.ts";
import { estimateTokens } from "../text/estimate-tokens.ts";
import { silence } from "./conversed.ts";
import { endTurn } from "./end-turn.ts";
import type { RunningTurn, TurnOutcome } from "./running-turn.ts";
import { textOf } from "./text-of.ts";
import type { TurnNeeds } from "./turn-needs.ts";

/** A runner died after words were shown: they are kept, and the turn ends here. Nobody could say them twice alike. */
export async function endInterrupted(
  ports: TurnNeeds,
  running: RunningTurn,
  frames: readonly WireFrame[],
): Promise<TurnOutcome> {
  const text = textOf(frames);
  const uncounted = { promptTokens: 0, completionTokens: estimateTokens(text) };
  const soFar = { ...silence(), text, uncounted };
  const ended = await endTurn(ports, { ...running, soFar, memories: [], ending: new TurnInterrupted() });
  return ended.outcome === "failed" ? { ...ended, outcome: "interrupted" } : ended;
}
