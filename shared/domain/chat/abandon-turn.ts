import type { DirtyMark } from "../../ports/outbox.ts";
import type { Letter } from "../../ports/turn-queue.ts";
import type { LostTurn } from "../../ports/turns.ts";
import { followsOn, personOfLetter, speakerOf } from "./person-of-letter.ts";
import { retellTurn } from "./retell-turn.ts";
import type { TurnOutcome } from "./running-turn.ts";
import { signalsDanger } from "./signals-danger.ts";
import { toTurnMessage } from "./to-turn-message.ts";
import type { TurnNeeds } from "./turn-needs.ts";

type Needs = Parameters<typeof retellTurn>[0] &
  Pick<TurnNeeds, "turns" | "clock" | "ids" | "tally"> & {
    readonly dirtyMark: Pick<DirtyMark, "set">;
    readonly embedder: Pick<TurnNeeds["embedder"], "model">;
  };

const code = "upstream_unavailable";
/** Above whatever a runner that is still at it may hold, and the same for whoever tells the end after this one. */
const lastFence = 1_000_000;

/** No runner could end the turn: its message is kept, it fails, and whoever waits for it is told. */
export async function abandonTurn(ports: Needs, letter: Letter): Promise<TurnOutcome> {
  const abandoned = await abandon(ports, letter);
  if (abandoned.outcome !== "ended") ports.tally.add("aimi_turns_total", { outcome: "abandoned" });
  const ended = abandoned.outcome === "ended" ? { ...abandoned, fence: lastFence } : failedNow(letter);
  const told = await retellTurn(ports, ended, letter);
  // Its jobs wait for a sweep, and its acceptance may be too long ago to have one look for them.
  await ports.dirtyMark.set(ports.clock.now());
  return told;
}

/** Who waits is told at once where the store is away; the queue brings the letter back until its message is kept. */
async function abandon(ports: Needs, letter: Letter): ReturnType<TurnNeeds["turns"]["abandon"]> {
  try {
    return await ports.turns.abandon(toLost(ports, letter));
  } catch (error) {
    await retellTurn(ports, failedNow(letter), letter);
    throw error;
  }
}

function failedNow(letter: Letter): Parameters<typeof retellTurn>[1] {
  return { ...letter, outcome: "ended", fence: lastFence, ending: { status: "failed", code } };
}

function toLost({ clock, ids, embedder }: Needs, letter: Letter): LostTurn {
  const { text } = letter;
  const speaker = speakerOf(letter);
  return {
    person: personOfLetter(letter),
    turnId: letter.turnId,
    clientMessageId: letter.clientMessageId,
    conversationId: letter.conversationId,
    clientConversationId: letter.clientConversationId,
    attempt: letter.attempt,
    message: toTurnMessage(ids, speaker, text),
    speaker,
    followsOn: followsOn(letter),
    care: speaker === "user" && signalsDanger(text),
    code,
    model: embedder.model,
    outboxId: ids.next(),
    sessionId: ids.next(),
    requestId: letter.requestId,
    now: clock.now(),
  };
}
