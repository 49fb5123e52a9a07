import { AppError, TurnInterrupted } from "../../errors.ts";
import type { WireFrame } from "../../ports/turn-frames.ts";
import type { Letter } from "../../ports/turn-queue.ts";
import type { TurnKey } from "../../ports/turn-stream.ts";
import type { EndedTurn, UsedTool } from "../../ports/turns.ts";
import { tellerOf } from "./person-of-letter.ts";
import type { TurnOutcome } from "./running-turn.ts";
import { textOf } from "./text-of.ts";
import { toShownError } from "./to-shown-error.ts";
import type { TurnNeeds } from "./turn-needs.ts";
import { createVoice } from "./turn-voice.ts";

type Needs = Pick<TurnNeeds, "stream" | "encoder" | "frames" | "connections" | "audience" | "log">;

/** The turn ended before, and perhaps nobody was told: what is missing of it is said now. */
export async function retellTurn(ports: Needs, ended: EndedTurn, letter: Letter): Promise<TurnOutcome> {
  const { conversationId, clientConversationId, attempt, ending } = ended;
  const turn: TurnKey = { ...letter, conversationId, clientConversationId, attempt };
  // Its runner may be about to tell the end itself, in other frames: from here on it tells nothing more.
  const fence = ended.fence + 1;
  const there = await ports.stream.takeOver(turn, fence);
  if (there?.closed) return { outcome: "retold", frames: 0 };
  const before = there?.frames ?? [];
  const voice = createVoice(ports, {
    turn,
    fence,
    ...tellerOf(letter),
    before,
    beginsAnew: before.length === 0,
  });
  try {
    if (ending.status === "failed") {
      const error = toShownError(toError(ending.code), letter.requestId);
      await voice.close({ type: "error", error }, { status: "failed", said: [] });
    } else {
      const shown = textOf(before);
      if (ending.text.startsWith(shown) && ending.text !== shown) voice.say(ending.text.slice(shown.length));
      const { status, tools, ...done } = ending;
      for (const call of tools) if (!isShown(before, call)) voice.show({ type: "tool", ...call });
      await voice.close({ type: "done", ...done }, { status, said: [] });
    }
    return { outcome: voice.silenced() ?? "retold" };
  } finally {
    await voice.fallSilent();
  }
}

/** A turn that cannot be begun is told so; there is nothing of it to keep. */
export async function tellRefusal(
  ports: Needs,
  turn: TurnKey,
  refusal: AppError,
  letter: Letter,
): Promise<TurnOutcome> {
  const voice = createVoice(ports, { turn, fence: 1, ...tellerOf(letter), before: [], beginsAnew: false });
  try {
    const error = toShownError(refusal, letter.requestId);
    await voice.close({ type: "error", error }, { status: "failed", said: [] });
    return { outcome: "refused", code: refusal.code };
  } finally {
    await voice.fallSilent();
  }
}

/** What the client is to call is shown; what was done is not shown again. */
function isShown(frames: readonly WireFrame[], { callId }: UsedTool): boolean {
  return callId === undefined || frames.some(({ body }) => body.call_id === callId);
}

function toError(code: string): AppError {
  if (code === "turn_interrupted") return new TurnInterrupted();
  if (code === "validation_failed") return new AppError(code, "the model refuses this request");
  return new AppError(code, "this turn failed; send the message again to have it run anew");
}
