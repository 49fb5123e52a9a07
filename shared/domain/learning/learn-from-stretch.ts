import { Conflict } from "../../errors.ts";
import type { LearningJob, LearningWritten, Stretch, StretchMessage } from "../../ports/learning.ts";
import { signalsDanger } from "../chat/signals-danger.ts";
import { askFacts } from "./ask-facts.ts";
import { type CheckedFacts, checkFacts } from "./check-facts.ts";
import { keepUnread } from "./keep-unread.ts";
import { plantsInstruction } from "./plants-instruction.ts";
import { type LearningNeeds, writeFacts } from "./write-facts.ts";

type Job = Extract<LearningJob, { kind: "learn" }>;

type Learnt = Readonly<Record<"stretches" | "messages" | "facts", number>>;

const most = { messages: 20, characters: 24_000, context: 4 };
/** A stretch begun with less than this would hardly be done. */
const timeForStretchMs = 60_000;
/** What is left for the statement that writes it all. */
const timeToWriteMs = 10_000;
const mostVanished = 5;

/** Learns from what waits of a conversation, stretch by stretch, and leaves the rest to the sweep. Safe to repeat. */
export async function learnFromStretch(
  ports: LearningNeeds,
  job: Job,
  { remainingMs }: { remainingMs: number },
): Promise<Learnt | { failed: number }> {
  const endsAt = ports.clock.now() + remainingMs;
  return await keepUnread(ports, job, async () => {
    const learnt = { stretches: 0, messages: 0, facts: 0 };
    for (let vanished = 0; vanished < mostVanished; ) {
      const stretch = await readStretch(ports, job);
      if (!stretch) return learnt;
      const { written, facts } = await learn(ports, job, stretch, endsAt - timeToWriteMs);
      if (written.outcome === "stored") {
        learnt.stretches += 1;
        learnt.messages += waitingOf(stretch).length;
        learnt.facts += facts;
        if (!written.more) return learnt;
      } else vanished += 1;
      if (endsAt - ports.clock.now() < timeForStretchMs) return learnt;
    }
    throw new Conflict("what waits is taken away all the time");
  });
}

async function readStretch({ learning }: LearningNeeds, { tenantId, conversationId }: Job) {
  return await learning.readStretch({ tenantId, conversationId, most });
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
