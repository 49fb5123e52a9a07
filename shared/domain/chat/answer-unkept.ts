import { NotFound, RefusedByModel, RequestRefused } from "../../errors.ts";
import type { ChatModel } from "../../ports/chat-model.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Completion, CompletionPart } from "../../ports/completion.ts";
import type { Embedder } from "../../ports/embedding.ts";
import type { Tally } from "../../ports/metrics.ts";
import type { UnkeptSetting, UnkeptTurns } from "../../ports/unkept-turns.ts";
import type { ActingUser } from "../../ports/users.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import { deriveConversationId } from "../access/derive-ids.ts";
import { embedUnkept } from "../memory/embed-query.ts";
import { answerWithCare } from "./answer-with-care.ts";
import { type Conversing, converse } from "./converse.ts";
import { type Conversed, silence, usageOf, wasAsked } from "./conversed.ts";
import { offerOf } from "./offer-of.ts";
import { promptOfTurn } from "./prompt-of-turn.ts";
import { recallOfTurn } from "./recall-of-turn.ts";
import { refuseSpent } from "./refuse-spent.ts";
import { signalsDanger } from "./signals-danger.ts";
import { timeToAnswer } from "./time-to-answer.ts";
import type { TurnRules } from "./turn-needs.ts";

interface Needs {
  readonly unkeptTurns: UnkeptTurns;
  readonly model: ChatModel;
  readonly embedder: Embedder;
  readonly tally: Tally;
  readonly clock: Clock;
  readonly log: WorkLog;
}

export interface AnswerUnkept {
  readonly person: ActingUser;
  readonly clientConversationId: string;
  readonly text: string;
  readonly completion: Completion;
  readonly rules: TurnRules;
  readonly requestId: string;
  readonly remainingMs: number;
  /** Nobody listens any more. */
  readonly signal: AbortSignal;
}

/** No frame has to hold it; what the client comes back with has to, beside all else. */
const mostCallBytes = 200_000;

/** Answers as a turn does, from the same memory, and keeps nothing but what it cost. No tool of ours is called. */
export async function* answerUnkept(ports: Needs, asked: AnswerUnkept): AsyncGenerator<CompletionPart> {
  const { text, rules, requestId } = asked;
  const deadlineMs = performance.now() + timeToAnswer(asked.remainingMs);
  const setting = await readSetting(ports, asked);
  if (signalsDanger(text)) {
    const soFar = answerWithCare(ports, setting.careAnswer);
    yield { type: "text", text: soFar.text };
    yield toEnd(soFar, [], rules);
    return;
  }
  const now = ports.clock.now();
  refuseSpent(setting, rules, now);
  const offer = { ...offerOf(asked, rules), ours: [] };
  const said = { text, completion: asked.completion, messageId: null, before: [], usedBefore: [] };
  const prompt = await promptOfTurn({ ...said, ...setting, offer, rules, now });
  ports.log.debug("prompt", { request_id: requestId, ...prompt.choice });
  const soFar = silence();
  try {
    const { messages, roomTokens } = prompt;
    yield* speak(ports, { messages, roomTokens, offer, deadlineMs, signal: asked.signal }, soFar);
    if (!asked.signal.aborted) yield toEnd(soFar, prompt.memories, rules);
  } catch (error) {
    throw error instanceof RequestRefused ? new RefusedByModel(error) : error;
  } finally {
    await spend(ports, asked, soFar);
  }
}

async function readSetting(
  ports: Needs,
  { person, text, rules, ...asked }: AnswerUnkept,
): Promise<UnkeptSetting> {
  const vector = await embedUnkept(ports, text);
  const now = ports.clock.now();
  const setting = await ports.unkeptTurns.read({
    person,
    conversationId: deriveConversationId(person.ownerId, asked.clientConversationId),
    recall: recallOfTurn({ text, vector, model: ports.embedder.model, rules, now, isTold: true }),
    now,
  });
  if (!setting) throw new NotFound(`tenant ${person.tenantId}`);
  return setting;
}

type Speaking = Pick<Conversing, "messages" | "roomTokens" | "offer" | "deadlineMs"> &
  Pick<AnswerUnkept, "signal">;

/** What is said, as it is said. Whoever stops listening stops the model. */
async function* speak(
  ports: Needs,
  { signal, ...asked }: Speaking,
  soFar: Conversed,
): AsyncGenerator<CompletionPart> {
  const heard: CompletionPart[] = [];
  const leaving = new AbortController();
  let bell = Promise.withResolvers<void>();
  let over = false;
  const tell = (part: CompletionPart) => {
    heard.push(part);
    bell.resolve();
  };
  const voice: Conversing["voice"] = {
    signal: AbortSignal.any([signal, leaving.signal]),
    say: (text) => tell({ type: "text", text }),
    show: ({ name, arguments: given, callId: id }) => {
      if (id !== undefined) tell({ type: "call", id, name, arguments: JSON.stringify(given) });
    },
  };
  const carryOut = () => Promise.reject(new Error("no tool of ours is offered"));
  const talking = converse({ ...asked, mostCallBytes, model: ports.model, voice, carryOut }, soFar).finally(
    () => {
      over = true;
      bell.resolve();
    },
  );
  // It may fail while nobody waits for it yet.
  talking.catch(() => undefined);
  try {
    for (;;) {
      yield* heard.splice(0);
      if (over && heard.length === 0) break;
      await bell.promise;
      bell = Promise.withResolvers<void>();
    }
    await talking;
  } finally {
    leaving.abort();
    await talking.catch(() => undefined);
  }
}

function toEnd(
  soFar: Conversed,
  memories: Extract<CompletionPart, { type: "end" }>["memories"],
  { prices }: TurnRules,
): CompletionPart {
  return { type: "end", finishReason: soFar.finishReason, memories, usage: usageOf(soFar, prices) };
}

/** What cannot be counted is lost: nobody would be told of it. */
async function spend(
  ports: Needs,
  { person, rules, requestId }: AnswerUnkept,
  soFar: Conversed,
): Promise<void> {
  if (!wasAsked(soFar)) return;
  const usage = usageOf(soFar, rules.prices);
  try {
    await ports.unkeptTurns.spend({ tenantId: person.tenantId, usage, now: ports.clock.now() });
  } catch (error) {
    ports.log.warn("usage not counted", { request_id: requestId, error });
  }
}
