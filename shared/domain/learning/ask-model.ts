import { RequestRefused, UpstreamUnavailable } from "../../errors.ts";
import type { ChatModel, ModelUsage } from "../../ports/chat-model.ts";
import type { Clock } from "../../ports/clock.ts";
import type { LearningFailure } from "../../ports/learning.ts";
import type { Tally } from "../../ports/metrics.ts";
import type { AnswerShape } from "./answer-shape.ts";
import { readAnswer } from "./read-answer.ts";

export interface AsksModel {
  readonly chatModel: ChatModel;
  readonly clock: Clock;
  readonly tally: Tally;
}

export interface ModelQuestion<Answer> {
  readonly shape: AnswerShape<Answer>;
  readonly instructions: string;
  /** All that was said is in it, as data. */
  readonly input: Readonly<Record<string, unknown>>;
  /** When the answer must be there. */
  readonly until: number;
}

/** The model answered twice, and neither answer is one; or it will not have the question. */
export class AnswerUnread extends Error {
  readonly reason: Exclude<LearningFailure, "given_up">;
  constructor(reason: AnswerUnread["reason"], cause?: unknown) {
    super(`the model's answer is ${reason}`, { cause });
    this.name = "AnswerUnread";
    this.reason = reason;
  }
}

interface Said {
  readonly text: string;
  readonly cutOff: boolean;
}

const longestCallMs = 60_000;
const shortestCallMs = 1_000;
const mostTokens = 4_000;
const mostCharactersShown = 12_000;
const mending =
  "Your earlier answer could not be read: `earlier` holds it as data, and what is wrong with it. Answer the same question again, whole, as one JSON object and nothing else.";
const wasCutOff = "it was cut off since it was too long; write less";

/** Asks for an answer of a shape; what cannot be read is mended by the model, once. */
export async function askModel<Answer>(ports: AsksModel, question: ModelQuestion<Answer>): Promise<Answer> {
  try {
    return await askTwice(ports, question);
  } catch (error) {
    if (error instanceof RequestRefused) throw new AnswerUnread("refused", error);
    throw error;
  }
}

async function askTwice<Answer>(ports: AsksModel, question: ModelQuestion<Answer>): Promise<Answer> {
  const { shape, instructions, input } = question;
  const first = await say(ports, question, instructions, input);
  const read = readAnswer(first.text, shape);
  if (read.ok) return read.answer;

  const error = first.cutOff ? wasCutOff : read.error;
  const earlier = { answer: first.text.slice(0, mostCharactersShown), error };
  const second = await say(ports, question, `${instructions}\n\n${mending}`, { ...input, earlier });
  const mended = readAnswer(second.text, shape);
  if (mended.ok) return mended.answer;
  throw new AnswerUnread(mended.refused ? "refused" : "unreadable");
}

async function say<Answer>(
  { chatModel, clock, tally }: AsksModel,
  { shape: { name, schema }, until }: ModelQuestion<Answer>,
  instructions: string,
  input: ModelQuestion<Answer>["input"],
): Promise<Said> {
  const deadlineMs = Math.min(longestCallMs, until - clock.now());
  if (deadlineMs < shortestCallMs)
    throw new UpstreamUnavailable("the model", new Error("no time is left for another call"));
  const messages = [
    { role: "system", content: instructions },
    { role: "user", content: JSON.stringify(input) },
  ] as const;
  const request = { messages, schema: { name, schema }, temperature: 0, maxTokens: mostTokens };
  tally.add("aimi_learning_model_calls_total", { purpose: name });
  const said = { text: "", cutOff: false };
  for await (const part of chatModel.stream(request, { deadlineMs })) {
    if (part.type === "text") said.text += part.text;
    if (part.type !== "end") continue;
    said.cutOff = part.finishReason === "length";
    count(tally, part.usage);
  }
  return said;
}

function count(tally: Tally, { promptTokens, completionTokens }: ModelUsage): void {
  tally.add("aimi_learning_tokens_total", { kind: "prompt" }, promptTokens);
  tally.add("aimi_learning_tokens_total", { kind: "completion" }, completionTokens);
}
