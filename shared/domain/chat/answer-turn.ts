import { AppError, RefusedByModel, RequestRefused } from "../../errors.ts";
import type { ToolCall } from "../../ports/chat-model.ts";
import type { Letter } from "../../ports/turn-queue.ts";
import type { SaidMessage } from "../../ports/turns.ts";
import { answerWithCare } from "./answer-with-care.ts";
import { type Conversing, converse, type Offer } from "./converse.ts";
import { type Conversed, silence } from "./conversed.ts";
import { endTurn } from "./end-turn.ts";
import { offerOf } from "./offer-of.ts";
import { promptOfTurn, type RoomyPrompt } from "./prompt-of-turn.ts";
import { refuseSpent } from "./refuse-spent.ts";
import type { RunningTurn, TurnOutcome } from "./running-turn.ts";
import { findDone } from "./tell-done.ts";
import { callTool } from "./tools/registry.ts";
import type { TurnNeeds } from "./turn-needs.ts";

interface Answering extends RunningTurn {
  /** The message signals danger. */
  readonly care: boolean;
  readonly stopAsked: boolean;
  readonly deadlineMs: number;
}

/** Answers by the model, or by the tenant's own words where somebody is in danger, and ends the turn as it went. */
export async function answerTurn(ports: TurnNeeds, answering: Answering): Promise<TurnOutcome> {
  const { begun, letter, voice, rules, stopAsked } = answering;
  if (answering.care) return await offerCare(ports, answering);
  if (stopAsked)
    return await endTurn(ports, { ...answering, soFar: silence(), memories: [], ending: "cancelled" });

  const offer = offerOf(letter, rules);
  const soFar = silence();
  let memories: RoomyPrompt["memories"] = [];
  try {
    const prompt = await promptOf(answering, offer, ports.clock.now());
    memories = prompt.memories;
    ports.log.debug("prompt", { turn_id: letter.turnId, request_id: letter.requestId, ...prompt.choice });
    refuseSpent(begun, rules, ports.clock.now());
    await speak(ports, answering, { ...prompt, offer }, soFar);
  } catch (error) {
    if (voice.ending() === null)
      return await endTurn(ports, {
        ...answering,
        soFar,
        memories,
        ending: asShown(ports, letter, error),
      });
  }
  const silenced = voice.silenced();
  if (silenced) return { outcome: silenced };
  const ending = voice.ending() === "stop" ? "cancelled" : soFar.finishReason;
  return await endTurn(ports, { ...answering, soFar, memories, ending });
}

async function speak(
  ports: TurnNeeds,
  answering: Answering,
  { messages, roomTokens, offer }: Pick<Conversing, "messages" | "roomTokens" | "offer">,
  soFar: Conversed,
): Promise<void> {
  const { begun, letter, voice, person, turn, deadlineMs } = answering;
  const { userMessage, profile, knowledge } = begun;
  const context = {
    refused: knowledge.refused,
    ...{ ports, person, userMessage, requestId: letter.requestId },
    ...{ turnId: letter.turnId, conversationId: turn.conversationId },
    saidAt: Math.min(letter.acceptedAt, userMessage.createdAt),
    zone: profile.timeZone ?? "UTC",
  };
  const carryOut = async (call: ToolCall, nth: number) =>
    findDone(begun.usedBefore, call) ?? (await callTool({ ...context, nth }, call));
  const conversing = { messages, roomTokens, offer, model: ports.model, voice, deadlineMs, carryOut };
  await converse(conversing, soFar);
}

async function offerCare(ports: TurnNeeds, answering: Answering): Promise<TurnOutcome> {
  const soFar = answerWithCare(ports, answering.begun.careAnswer);
  answering.voice.say(soFar.text);
  return await endTurn(ports, { ...answering, soFar, memories: [], ending: "stop" });
}

async function promptOf(
  { begun, letter, rules, session }: Answering,
  offer: Offer,
  now: number,
): Promise<RoomyPrompt> {
  const { userMessage } = begun;
  const before = (session ?? begun.history).filter(({ id }: SaidMessage) => id !== userMessage.id);
  return await promptOfTurn({ ...letter, ...begun, messageId: userMessage.id, before, offer, rules, now });
}

/** What is no error of ours to show is told as one of the day, and its cause goes to the log. */
function asShown(ports: TurnNeeds, letter: Letter, error: unknown): AppError {
  if (error instanceof RequestRefused && letter.completion) return new RefusedByModel(error);
  if (error instanceof AppError) return error;
  ports.log.warn("turn failed", { turn_id: letter.turnId, request_id: letter.requestId, error });
  return new TurnFailed(error);
}

class TurnFailed extends AppError {
  constructor(cause: unknown) {
    super("internal", "something went wrong on our side", { cause });
  }
}
