import type { Learning, LearningJob } from "../../../ports/learning.ts";
import type { Database } from "../database.ts";
import lockEmbedding from "../lock-embedding.sql";
import { reachOf } from "../reach-of.ts";
import { reachOfTenant } from "../reach-of-tenant.ts";
import { toUnits } from "../to-units.ts";
import failLearning from "./fail-learning.sql";
import findNearest from "./find-nearest.sql";
import { type NearRow, toNear } from "./near-row.ts";
import readDrafts from "./read-drafts.sql";
import readStretch from "./read-stretch.sql";
import { type DraftsRow, type StretchRow, toDraft, toLearner, toSaid } from "./stretch-row.ts";
import { toWritten, type WrittenRow, writeValues } from "./write-values.ts";

const learn = `select aimi_learn($1, $2::uuid, $3, $4::int, $5::jsonb, $6::jsonb, $7, $8::uuid, $9,
  $10::timestamptz) as written`;

export function postgresLearning(database: Database): Learning {
  return {
    async readStretch({ tenantId, conversationId, most }) {
      const [row] = await database.query<StretchRow>(reachOfTenant(tenantId), {
        text: readStretch,
        values: [tenantId, conversationId, most.messages, most.characters, most.context],
      });
      if (!row) return null;
      return {
        learner: toLearner(tenantId, row),
        conversationId,
        messages: row.messages.map(toSaid),
        touchedAt: row.touched_at.getTime(),
      };
    },

    async readDrafts({ tenantId, outboxId, draftIds }) {
      const [row] = await database.query<DraftsRow>(reachOfTenant(tenantId), {
        text: readDrafts,
        values: [tenantId, outboxId, draftIds],
      });
      return row ? { learner: toLearner(tenantId, row), drafts: row.drafts.map(toDraft) } : null;
    },

    async nearest({ learner, questions, model, most, now }) {
      const [row] = await database.query<NearRow>(reachOf(learner), {
        text: findNearest,
        values: [
          learner.tenantId,
          learner.ownerId,
          questions.map(({ content }) => content),
          questions.map(({ vector }) => vector && toUnits(vector)),
          model,
          most,
          new Date(now).toISOString(),
        ],
      });
      return toNear(row!, questions.length);
    },

    async write(work) {
      const { tenantId } = work.learner;
      const [row] = await database.query<WrittenRow>(reachOf(work.learner), {
        lock: { text: lockEmbedding, values: [tenantId, false] },
        text: learn,
        values: writeValues(work),
      });
      return toWritten(row!);
    },

    async fail({ tenantId, jobs, reason, now, messageIds = null }) {
      const records = JSON.stringify(jobs.map(toRecord));
      const values = [tenantId, records, reason, new Date(now).toISOString(), messageIds];
      const [row] = await database.query<{ failed: number }>(reachOfTenant(tenantId), {
        text: failLearning,
        values,
      });
      return row!.failed;
    },
  };
}

function toRecord(job: LearningJob) {
  return {
    id: job.id,
    kind: job.kind,
    ...(job.kind === "learn" ? { conversation_id: job.conversationId } : { draft_ids: job.draftIds }),
    request_id: job.requestId,
    attempts: job.attempts,
  };
}
