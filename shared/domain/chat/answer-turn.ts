import { AppError, RateLimited } from "../../errors.ts";
import type { Letter } from "../../ports/turn-queue.ts";
import type { ClaimedTurn, SaidMessage } from "../../ports/turns.ts";
import { buildPrompt, type Prompt } from "./build-prompt.ts";
import { comingEvents } from "./coming-events.ts";
import { converse } from "./converse.ts";
import { type Conversed, silence } from "./conversed.ts";
import { defaultCareAnswer } from "./default-care-answer.ts";
import { describeOpening } from "./describe-opening.ts";
import { endTurn } from "./end-turn.ts";
import { leaveOutRefused } from "./leave-out-refused.ts";
import type { RunningTurn, TurnOutcome } from "./running-turn.ts";
import { saidToModel } from "./said-to-model.ts";
import { toolTokens } from "./tools/registry.ts";
import type { TurnNeeds, TurnRules } from "./turn-needs.ts";

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

  const prompt = await promptOf(answering, ports.clock.now());
  ports.log.debug("prompt", { turn_id: letter.turnId, request_id: letter.requestId, ...prompt.choice });
  const soFar = silence();
  const { memories } = prompt;
  try {
    refuseSpent(begun, rules, ports.clock.now());
    await speak(ports, answering, prompt, soFar);
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
  prompt: Prompt,
  soFar: Conversed,
): Promise<void> {
  const { begun, letter, voice, rules, person, turn, deadlineMs } = answering;
  const { userMessage, profile, knowledge } = begun;
  const context = {
    refused: knowledge.refused,
    ...{ ports, person, userMessage, requestId: letter.requestId },
    ...{ turnId: letter.turnId, conversationId: turn.conversationId },
    saidAt: Math.min(letter.acceptedAt, userMessage.createdAt),
    zone: profile.timeZone ?? "UTC",
  };
  // Nobody has asked for anything yet.
  const mayUseTools = !letter.opens;
  await converse({ context, voice, messages: prompt.messages, rules, mayUseTools, deadlineMs }, soFar);
}

/** It is counted, without a word of it; no model reads it. */
async function offerCare(ports: TurnNeeds, answering: Answering): Promise<TurnOutcome> {
  const text = answering.begun.careAnswer ?? defaultCareAnswer;
  ports.tally.add("aimi_care_answers_total", {});
  answering.voice.say(text);
  const soFar = { ...silence(), text, model: "none" };
  return await endTurn(ports, { ...answering, soFar, memories: [], ending: "stop" });
}

async function promptOf({ begun, letter, rules, session }: Answering, now: number): Promise<Prompt> {
  const isOther = ({ id }: SaidMessage) => id !== begun.userMessage.id;
  const { knowledge, memories, history } = leaveOutRefused({
    ...begun,
    history: (session ?? begun.history).filter(isOther),
  });
  const shown = new Set([begun.userMessage.id, ...history.map(({ id }) => id)]);
  return buildPrompt({
    persona: rules.persona,
    now,
    profile: begun.profile,
    knowledge,
    coming: await comingEvents(knowledge.events, now),
    memories: memories.filter(({ id }) => !shown.has(id)).slice(0, rules.recallLimit),
    history: history.map(saidToModel),
    text: letter.opens ? describeOpening(letter.text) : letter.text,
    since: [],
    budgetTokens: budgetOf(rules),
  });
}

/** What the answer and the tools leave of the context; where that is little, half of what the answer leaves. */
function budgetOf({ contextTokens, maxTokens }: TurnRules): number {
  const left = contextTokens - maxTokens;
  return Math.max(left - toolTokens, Math.floor(left / 2));
}

function refuseSpent({ tokensToday }: ClaimedTurn, { dailyTokens }: TurnRules, now: number): void {
  if (dailyTokens === 0 || tokensToday < dailyTokens) return;
  const day = 86_400_000;
  throw new RateLimited(Math.ceil((day - (now % day)) / 1_000));
}

/** What is no error of ours to show is told as one of the day, and its cause goes to the log. */
function asShown(ports: TurnNeeds, letter: Letter, error: unknown): AppError {
  if (error instanceof AppError) return error;
  ports.log.warn("turn failed", { turn_id: letter.turnId, request_id: letter.requestId, error });
  return new TurnFailed(error);
}

class TurnFailed extends AppError {
  constructor(cause: unknown) {
    super("internal", "something went wrong on our side", { cause });
  }
}
