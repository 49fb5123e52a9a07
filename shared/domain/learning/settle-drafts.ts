import { Conflict } from "../../errors.ts";
import type { FactDraft, Learner, LearningJob } from "../../ports/learning.ts";
import { deriveTextHash } from "../access/derive-ids.ts";
import { isRefused } from "./delicate/is-refused.ts";
import type { Fact } from "./fact.ts";
import { keepUnread } from "./keep-unread.ts";
import { plantsInstruction } from "./plants-instruction.ts";
import { type LearningNeeds, writeFacts } from "./write-facts.ts";

type Job = Extract<LearningJob, { kind: "settle_facts" }>;

/** What is left for the statement that writes it all. */
const timeToWriteMs = 10_000;
const mostVanished = 5;

/** Holds facts that somebody gave against what is known. Safe to repeat: a draft is settled once. */
export async function settleDrafts(
  ports: LearningNeeds,
  job: Job,
  { remainingMs }: { remainingMs: number },
): Promise<{ settled: number } | { failed: number }> {
  const { id: outboxId, tenantId, requestId } = job;
  const until = ports.clock.now() + remainingMs - timeToWriteMs;
  return await keepUnread(ports, job, async () => {
    for (let vanished = 0; vanished < mostVanished; vanished += 1) {
      const read = await ports.learning.readDrafts({ tenantId, outboxId, draftIds: job.draftIds });
      if (!read) return { settled: 0 };
      const { learner, drafts } = read;
      const facts = drafts.filter((draft) => mayBeKept(draft, learner)).map(toFact);
      const draftIds = drafts.map(({ id }) => id);
      const from = { kind: "drafts", outboxId, draftIds } as const;
      const { outcome } = await writeFacts(ports, { learner, from, facts, requestId, until });
      if (outcome === "stored") return { settled: drafts.length };
    }
    throw new Conflict("these facts are taken away all the time");
  });
}

/** A client's own facts are stored as given; what was drawn from what a person said is judged as all that is. */
function mayBeKept({ type, content, sourceMessageIds }: FactDraft, { refusedTypes }: Learner): boolean {
  return (
    sourceMessageIds.length === 0 ||
    !(isRefused({ type, content }, refusedTypes) || plantsInstruction(content))
  );
}

function toFact({ createdAt: saidAt, ...draft }: FactDraft): Fact {
  return {
    ...draft,
    ...{ textHash: deriveTextHash(null, draft.content), entities: [], relations: [], saidAt },
  };
}
