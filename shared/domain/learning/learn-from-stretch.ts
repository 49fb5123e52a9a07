import { Conflict, UpstreamUnavailable } from "../../errors.ts";
import type { LearningJob, LearningWritten, Stretch, StretchMessage } from "../../ports/learning.ts";
import { signalsDanger } from "../chat/signals-danger.ts";
import { askFacts } from "./ask-facts.ts";
import { AnswerUnread } from "./ask-model.ts";
import { type CheckedFacts, checkFacts } from "./check-facts.ts";
import { plantsInstruction } from "./plants-instruction.ts";
import { setAside } from "./set-aside.ts";
import { type LearningNeeds, writeFacts } from "./write-facts.ts";

type Job = Extract<LearningJob, { kind: "learn" }>;

type Learnt = Readonly<Record<"stretches" | "messages" | "facts" | "aside", number>>;

const most = { messages: 20, characters: 24_000, context: 4 };
/** A stretch begun with less than this would hardly be done. */
const timeForStretchMs = 60_000;
/** What is left for the statement that writes it all. */
const timeToWriteMs = 10_000;
const mostVanished = 5;
/** After so many set aside in a row it is hardly the messages: the job comes again later. */
const mostInVain = 3;

/**
 * Learns from what waits of a conversation, stretch by stretch, and leaves the rest to the sweep. Where no answer is to
 * be had for a stretch half of it is asked about, and so on; what fails alone is set aside. A model that did not answer
 * in time is asked about less with each try. Safe to repeat.
 */
export async function learnFromStretch(
  ports: LearningNeeds,
  job: Job,
  { remainingMs }: { remainingMs: number },
): Promise<Learnt> {
  const endsAt = ports.clock.now() + remainingMs;
  const isLate = () => endsAt - ports.clock.now() < timeForStretchMs;
  const learnt = { stretches: 0, messages: 0, facts: 0, aside: 0 };
  let messages = Math.ceil(most.messages / 2 ** (job.attempts - 1));
  let inVain = 0;
  for (let vanished = 0; vanished < mostVanished; ) {
    const stretch = await readStretch(ports, job, messages);
    if (!stretch) return learnt;
    const waiting = waitingOf(stretch).map(({ id }) => id);
    const done = await tryLearning(ports, job, stretch, endsAt - timeToWriteMs);
    if (done instanceof AnswerUnread) {
      if (inVain >= mostInVain) throw new UpstreamUnavailable("the model", done);
      if (waiting.length > 1) {
        if (isLate()) throw done;
        messages = Math.floor(waiting.length / 2);
        continue;
      }
      await setAside(ports, job, { messageIds: waiting, reason: done.reason });
      learnt.aside += waiting.length;
      inVain += 1;
    } else if (done.written.outcome === "stored") {
      learnt.stretches += 1;
      learnt.messages += waiting.length;
      learnt.facts += done.facts;
      inVain = 0;
      messages = Math.min(most.messages, messages * 2);
      if (!done.written.more) return learnt;
    } else vanished += 1;
    if (isLate()) return learnt;
  }
  throw new Conflict("what waits is taken away all the time");
}

async function readStretch({ learning }: LearningNeeds, { tenantId, conversationId }: Job, messages: number) {
  return await learning.readStretch({ tenantId, conversationId, most: { ...most, messages } });
}

async function tryLearning(...given: Parameters<typeof learn>) {
  try {
    return await learn(...given);
  } catch (error) {
    if (error instanceof AnswerUnread) return error;
    throw error;
  }
}

async function learn(
  ports: LearningNeeds,
  { requestId }: Job,
  stretch: Stretch,
  until: number,
): Promise<{ written: Exclude<LearningWritten, { outcome: "stale" }>; facts: number }> {
  const { learner, conversationId, touchedAt } = stretch;
  const flagged = new Set(stretch.messages.filter(plants).map(({ id }) => id));
  const { facts, dropped } = await findFacts(ports, stretch, flagged, until);
  const waiting = waitingOf(stretch).map(({ id }) => id);
  const flaggedIds = waiting.filter((id) => flagged.has(id));
  const written = await writeFacts(ports, {
    ...{ learner, facts, requestId, until },
    from: { kind: "stretch", conversationId, messageIds: waiting, flaggedIds, touchedAt },
  });
  if (written.outcome === "stored") {
    const { tally } = ports;
    const learntFrom = waiting.length - flaggedIds.length;
    if (learntFrom > 0) tally.add("aimi_learning_messages_total", { outcome: "learnt" }, learntFrom);
    if (flaggedIds.length > 0)
      tally.add("aimi_learning_messages_total", { outcome: "flagged" }, flaggedIds.length);
    if (dropped > 0) tally.add("aimi_learning_facts_total", { outcome: "dropped" }, dropped);
  }
  return { written, facts: facts.length };
}

/** No model is asked where no person said anything. */
async function findFacts(
  ports: LearningNeeds,
  { learner, messages }: Stretch,
  flagged: ReadonlySet<string>,
  until: number,
): Promise<CheckedFacts> {
  const shown = messages.filter(
    (each) => each.role !== "system" && !flagged.has(each.id) && !isOfDanger(each),
  );
  if (!shown.some(({ role, isContext }) => role === "user" && !isContext)) return { facts: [], dropped: 0 };
  const told = await askFacts(ports, { learner, messages: shown, until });
  return checkFacts(told, { learner, shown }, ports.ids);
}

function plants({ role, content, name }: StretchMessage): boolean {
  return role === "user" && (plantsInstruction(content) || (name !== null && plantsInstruction(name)));
}

/** Whoever is in danger is not learnt from, by whichever door they said so. */
function isOfDanger({ role, content }: StretchMessage): boolean {
  return role === "user" && signalsDanger(content);
}

function waitingOf({ messages }: Stretch): StretchMessage[] {
  return messages.filter(({ isContext }) => !isContext);
}
