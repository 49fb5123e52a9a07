import { setTimeout as sleep } from "node:timers/promises";
import { AppError, NotFound } from "../../errors.ts";
import type { OutboxEntry } from "../../ports/outbox.ts";
import type { RecalledMemory } from "../../ports/turn-frames.ts";
import type { FinishedTurn, FinishTurn, SaidMessage } from "../../ports/turns.ts";
import { toLearningJob } from "../learning/to-learning-job.ts";
import { sendNow } from "../outbox/send-now.ts";
import { addUsage, type Conversed, usageOf, wasAsked } from "./conversed.ts";
import type { RunningTurn, TurnOutcome } from "./running-turn.ts";
import { toShownError } from "./to-shown-error.ts";
import { toTurnMessage } from "./to-turn-message.ts";
import { rememberTool } from "./tools/remember-tool.ts";
import type { TurnNeeds } from "./turn-needs.ts";

export interface EndTurn extends RunningTurn {
  readonly soFar: Conversed;
  readonly memories: readonly RecalledMemory[];
  /** An error is the turn's last word; the person may send the same message again. */
  readonly ending: "stop" | "length" | "cancelled" | AppError;
}

const storingTries = 4;

/** "gone": conversation or person were erased while this was said. */
type Stored =
  | Exclude<FinishedTurn, { outcome: "gone" }>
  | { readonly outcome: "gone"; readonly why: AppError };

/** Stores how a turn ended, then tells it, then sees to what it leaves to do. */
export async function endTurn(ports: TurnNeeds, end: EndTurn): Promise<TurnOutcome> {
  const { voice, ending, soFar, turn } = end;
  await voice.settle();
  const finish = toFinish(ports, end);
  const finished = await store(ports, finish);
  if (finished.outcome === "fenced") return { outcome: "fenced" };
  if (finished.outcome === "gone") return await tellUnkept(end, finished.why);

  const said = toSaid(end, finish.reply);
  if (typeof ending === "string") {
    const recalled = { memories: finish.memories, usage: usageOf(soFar, end.rules.prices) };
    const done = {
      type: "done",
      messageId: finish.reply!.id,
      text: finish.reply!.content,
      finishReason: ending,
      ...recalled,
    } as const;
    await voice.close(done, { status: "done", said });
  } else {
    const error = toShownError(ending, end.letter.requestId);
    await voice.close({ type: "error", error }, { status: "failed", said });
  }
  await sendNow(ports, ...jobsOf(end, finish, finished));
  const outcome = typeof ending === "string" ? (ending === "cancelled" ? "cancelled" : "done") : "failed";
  ports.tally.add("aimi_turns_total", { outcome });
  const { promptTokens, completionTokens } = addUsage(soFar.usage, soFar.uncounted);
  return {
    // Who holds the turn now has to tell it, and may die before that: then the letter must still be there.
    outcome: voice.silenced() ?? outcome,
    ...(typeof ending !== "string" && { code: ending.code }),
    fence: end.begun.fence,
    attempt: turn.attempt,
    memories: finish.memories.length,
    tools: soFar.tools.length,
    tokens: promptTokens + completionTokens,
  };
}

/** Nothing of it may be kept any more: it goes, too, and whoever waits for it is told. */
async function tellUnkept({ voice, letter }: EndTurn, why: AppError): Promise<TurnOutcome> {
  await voice.close(
    { type: "error", error: toShownError(why, letter.requestId) },
    { status: "failed", said: [] },
  );
  return { outcome: voice.silenced() ?? "failed", code: why.code };
}

/** The store may be away for a moment; a word that was said should not be lost for that. */
async function store(ports: TurnNeeds, finish: FinishTurn): Promise<Stored> {
  for (let tried = 1; ; tried += 1) {
    try {
      const finished = await ports.turns.finish(finish);
      return finished.outcome === "gone" ? { outcome: "gone", why: new NotFound("conversation") } : finished;
    } catch (error) {
      if (error instanceof AppError && error.code !== "upstream_unavailable")
        return { outcome: "gone", why: error };
      if (tried === storingTries) throw error;
      ports.log.warn("turn not stored yet", { turn_id: finish.turnId, request_id: finish.requestId, error });
      await sleep(200 * 2 ** tried);
    }
  }
}

function toFinish(ports: TurnNeeds, end: EndTurn): FinishTurn {
  const { begun, soFar, ending, person, turn, rules, letter } = end;
  const status = typeof ending === "string" ? (ending === "cancelled" ? "cancelled" : "complete") : "failed";
  const content = soFar.text;
  // A turn that went well has a message, be it empty; of a failed one there is what was said.
  const hasReply = typeof ending === "string" || content !== "" || soFar.tools.length > 0;
  return {
    person,
    turnId: turn.turnId,
    fence: begun.fence,
    conversationId: turn.conversationId,
    sessionIdleMs: rules.sessionIdleMs,
    outboxId: begun.outboxId,
    reply: hasReply
      ? { ...toTurnMessage(ports.ids, "assistant", content), status, tools: soFar.tools }
      : null,
    ending:
      typeof ending === "string"
        ? { status: "done", finishReason: ending }
        : { status: "failed", code: ending.code },
    memories: end.memories,
    usage: wasAsked(soFar) ? usageOf(soFar, rules.prices) : null,
    remembered: soFar.tools.some(({ name }) => name === rememberTool.name),
    model: ports.embedder.model,
    titleJobId: ports.ids.next(),
    requestId: letter.requestId,
    now: ports.clock.now(),
  };
}

/** What the session's buffer gains: all of it where Postgres had to tell what was said before. */
function toSaid({ session, begun, ending }: EndTurn, reply: FinishTurn["reply"]): SaidMessage[] {
  const before = session === null ? begun.history : [];
  const answer =
    reply && reply.content !== "" && typeof ending === "string"
      ? [
          {
            id: reply.id,
            role: "assistant",
            name: null,
            content: reply.content,
            createdAt: reply.createdAt,
          } as const,
        ]
      : [];
  return [...before, begun.userMessage, ...answer];
}

function jobsOf(
  { begun, person, letter, turn }: EndTurn,
  finish: FinishTurn,
  finished: FinishedTurn,
): OutboxEntry[] {
  if (finished.outcome !== "stored") return [];
  const { conversationId } = turn;
  const common = { tenantId: person.tenantId, requestId: letter.requestId };
  const { pendingIds, leavesTitle, leavesLearning } = finished;
  const jobs: OutboxEntry[] = [];
  if (pendingIds.length > 0)
    jobs.push({ ...common, id: begun.outboxId, queue: "memory-jobs", messageIds: pendingIds });
  const ofConversation = { ...common, conversationId, messageIds: [] };
  if (leavesTitle)
    jobs.push({ ...ofConversation, id: finish.titleJobId, queue: "session-jobs", kind: "find_title" });
  if (leavesLearning) jobs.push(toLearningJob({ ...common, ownerId: person.ownerId, conversationId }));
  return jobs;
}
