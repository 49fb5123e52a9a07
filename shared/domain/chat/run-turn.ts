import { AppError, BeingErased, NotFound } from "../../errors.ts";
import type { Letter } from "../../ports/turn-queue.ts";
import type { LeftTurn, OpenedTurn, TurnKey } from "../../ports/turn-stream.ts";
import type { BeginTurn, ClaimedTurn } from "../../ports/turns.ts";
import { cutForEmbedding } from "../memory/batch-texts.ts";
import { answerTurn } from "./answer-turn.ts";
import { embedMessage } from "./embed-message.ts";
import { endInterrupted } from "./end-interrupted.ts";
import { followsOn, personOfLetter, speakerOf, tellerOf } from "./person-of-letter.ts";
import { recallOfTurn } from "./recall-of-turn.ts";
import { retellTurn, tellRefusal } from "./retell-turn.ts";
import type { TurnOutcome } from "./running-turn.ts";
import { signalsDanger } from "./signals-danger.ts";
import { tendSessions } from "./tend-sessions.ts";
import { timeToAnswer } from "./time-to-answer.ts";
import { toTurnMessage } from "./to-turn-message.ts";
import type { TurnNeeds, TurnRules } from "./turn-needs.ts";
import { createVoice } from "./turn-voice.ts";

export interface RunTurn {
  readonly letter: Letter;
  readonly rules: TurnRules;
  /** Until this function is ended from outside. */
  readonly remainingMs: number;
}

/** Of the function's time, to store how the turn ended and to tell it. */
const endingMs = 15_000;
/** A session with more is cut in two: what is made of one must fit into a model. */
const fullSessionTurns = 100;

/** Runs a turn from its letter to its last frame. Whatever dies on the way, the next runner finds and ends well. */
export async function runTurn(
  ports: TurnNeeds,
  { letter, rules, remainingMs }: RunTurn,
): Promise<TurnOutcome> {
  const startedAt = performance.now();
  const key: TurnKey = letter;
  const embedding = embedMessage(ports, letter, rules);
  const opened = await open(ports, letter);
  const vector = opened.vector ?? (await embedding.vector());
  const care = !letter.opens && signalsDanger(letter.text);
  const begun = await begin(ports, { letter, rules, opened, vector, care });
  // What is told of it goes soon after, as all else of the person has gone.
  if (begun instanceof BeingErased) await ports.stream.forgetConversation(letter.conversationId);
  if (begun instanceof AppError) return await tellRefusal(ports, key, begun, letter);
  if (begun.outcome === "ended") return await retellTurn(ports, begun, letter);

  const turn: TurnKey = { ...key, ...pickConversation(begun), attempt: begun.attempt };
  const left = begun.run === "first" ? null : await ports.stream.takeOver(turn, begun.fence);
  const voice = createVoice(ports, {
    turn,
    fence: begun.fence,
    ...tellerOf(letter),
    before: left?.frames ?? [],
    beginsAnew: beginsAnew(begun, left),
  });
  const running = {
    letter,
    rules,
    person: personOfLetter(letter),
    begun,
    turn,
    voice,
    session: opened.session,
  };
  try {
    if (left && wasHeard(left.frames)) return await endInterrupted(ports, running, left.frames);
    const deadlineMs = startedAt + timeToAnswer(remainingMs - endingMs);
    const [outcome] = await Promise.all([
      answerTurn(ports, { ...running, care, stopAsked: opened.stopAsked, deadlineMs }),
      tendSessions(ports, running),
    ]);
    return outcome;
  } finally {
    await voice.fallSilent();
  }
}

/**
 * Whether clients must be told that the run begins: where a runner before this one may have shown what nobody knows,
 * and where Redis has lost that they were told of a run that follows an error.
 */
function beginsAnew({ run }: ClaimedTurn, left: LeftTurn | null): boolean {
  if (run === "first") return false;
  return run === "takeover" ? (left?.frames.length ?? 0) === 0 : left === null;
}

/** Without Redis a turn goes on as far as it can. */
async function open(ports: TurnNeeds, letter: Letter): Promise<OpenedTurn> {
  try {
    const { model, dimensions } = ports.embedder;
    return await ports.stream.open(letter, { model, dimensions, text: cutForEmbedding(letter.text).text });
  } catch (error) {
    ports.log.warn("turn not opened in Redis", {
      turn_id: letter.turnId,
      request_id: letter.requestId,
      error,
    });
    return { session: null, vector: null, stopAsked: false };
  }
}

interface Beginning {
  readonly letter: Letter;
  readonly rules: TurnRules;
  readonly opened: OpenedTurn;
  readonly vector: readonly number[] | null;
  readonly care: boolean;
}

/** What will not be otherwise the next time is told; everything else is tried again by the queue. */
async function begin(ports: TurnNeeds, beginning: Beginning) {
  const { letter } = beginning;
  try {
    const begun = await ports.turns.begin(toBeginning(ports, beginning));
    return begun.outcome === "tenant_unknown" ? new NotFound(`tenant ${letter.tenantId}`) : begun;
  } catch (error) {
    if (error instanceof AppError && error.code !== "upstream_unavailable") return error;
    throw error;
  }
}

function toBeginning(ports: TurnNeeds, { letter, rules, opened, vector, care }: Beginning): BeginTurn {
  const { text } = letter;
  const speaker = speakerOf(letter);
  const now = ports.clock.now();
  return {
    person: personOfLetter(letter),
    turnId: letter.turnId,
    clientMessageId: letter.clientMessageId,
    conversationId: letter.conversationId,
    clientConversationId: letter.clientConversationId,
    message: toTurnMessage(ports.ids, speaker, text),
    speaker,
    followsOn: followsOn(letter),
    recall: recallOfTurn({
      ...{ text, vector, now, rules },
      model: ports.embedder.model,
      isTold: letter.completion !== undefined,
    }),
    historyLimit: opened.session === null ? rules.historyLimit : 0,
    attempt: letter.attempt,
    sessionIdleMs: rules.sessionIdleMs,
    sessionTurns: fullSessionTurns,
    care,
    model: ports.embedder.model,
    outboxId: ports.ids.next(),
    sessionId: ports.ids.next(),
    requestId: letter.requestId,
    now,
  };
}

function pickConversation({ conversationId, clientConversationId }: ClaimedTurn) {
  return { conversationId, clientConversationId };
}

/** Words, or calls that a client may have begun to make. */
function wasHeard(frames: LeftTurn["frames"]): boolean {
  return frames.some(({ body }) => body.type === "chat.delta" || body.call_id !== undefined);
}
