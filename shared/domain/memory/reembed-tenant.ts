import { Conflict } from "../../errors.ts";
import type { LostJob } from "../../ports/embedding.ts";
import type { JobQueue } from "../../ports/outbox.ts";
import {
  type Reembedding,
  type Walk,
  type WalkPlace,
  type WalkText,
  walkStages,
} from "../../ports/reembedding.ts";
import { deriveFailureId } from "../access/derive-ids.ts";
import { sendNow } from "../outbox/send-now.ts";
import { type EmbeddingNeeds, embedAndNote } from "./embed-and-note.ts";

interface Needs extends EmbeddingNeeds {
  readonly reembedding: Reembedding;
  readonly jobs: JobQueue;
}

export interface WalkJob {
  readonly id: string;
  readonly tenantId: string;
  readonly requestId: string;
  readonly attempts: number;
}

const itemsPerPage = 200;
/** A page begun with less than this would hardly be done. */
const timeForPageMs = 25_000;

/**
 * Walks a tenant's texts towards the model of this app, page by page, and leaves the rest to the next job. The place
 * is kept with each page: a worker that dies loses one, and of two that walk at once the slower one stops.
 */
export async function reembedTenant(
  ports: Needs,
  job: WalkJob,
  { remainingMs }: { remainingMs: number },
): Promise<{ pages: number; embedded: number }> {
  const { tenantId, id, requestId } = job;
  const endsAt = ports.clock.now() + remainingMs;
  const walk = await ports.reembedding.find(tenantId, id);
  if (walk && walk.model !== ports.embedder.model)
    throw new Conflict(`this walk leads to ${walk.model}, and the model here is ${ports.embedder.model}`);
  let place: WalkPlace | null = walk?.place ?? null;
  const walked = { pages: 0, embedded: 0 };
  while (walk && place) {
    const left = endsAt - ports.clock.now();
    if (left < timeForPageMs) {
      await sendNow(ports, {
        id,
        tenantId,
        queue: "memory-jobs",
        kind: "reembed",
        messageIds: [],
        requestId,
      });
      return walked;
    }
    const { next, embedded } = await takePage(ports, job, { ...walk, place }, left);
    if (!(await ports.reembedding.advance({ tenantId, id, from: place, to: next, now: ports.clock.now() })))
      return walked;
    walked.pages += 1;
    walked.embedded += embedded;
    place = next;
  }
  return walked;
}

async function takePage(ports: Needs, job: WalkJob, walk: Walk, remainingMs: number) {
  const { tenantId } = job;
  const { stage } = walk.place;
  const { texts, itemIds, next } = await ports.reembedding.page(tenantId, walk, itemsPerPage);
  const jobsOf = (refused: readonly WalkText[]) => refused.map((text) => toLostJob(job, walk, text));
  const work = { tenantId, texts, itemIds, outboxIds: [], jobsOf, remainingMs };
  const { embedded } = texts.length > 0 ? await embedAndNote(ports, work) : { embedded: 0 };
  return { embedded, next: next === null ? stageAfter(stage) : { stage, after: next } };
}

function stageAfter(stage: WalkPlace["stage"]): WalkPlace | null {
  const following = walkStages[walkStages.indexOf(stage) + 1];
  return following ? { stage: following, after: null } : null;
}

/** A refused text has a job of its own, the same one whenever the walk comes by. */
function toLostJob({ requestId, attempts }: WalkJob, { model, place }: Walk, text: WalkText): LostJob {
  const ofMessage = place.stage === "messages";
  return {
    id: deriveFailureId(text.ownerId, model, text.textHash),
    queue: "memory-jobs",
    messageIds: ofMessage ? [text.itemId] : [],
    memoryIds: ofMessage ? [] : [text.itemId],
    requestId,
    attempts,
  };
}
