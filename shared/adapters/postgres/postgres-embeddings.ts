import type { Embeddings, LostJob } from "../../ports/embedding.ts";
import type { Database } from "./database.ts";
import failEmbeddings from "./fail-embeddings.sql";
import findUnembedded from "./find-unembedded.sql";
import finishEmbeddings from "./finish-embeddings.sql";
import lockEmbedding from "./lock-embedding.sql";
import { toUnits } from "./to-units.ts";

interface TextRow {
  owner_id: string;
  text_hash: string;
  name: string | null;
  content: string;
}

const lockOf = (tenantId: string, { alone }: { alone: boolean }) => ({
  text: lockEmbedding,
  values: [tenantId, alone],
});

export function postgresEmbeddings(database: Database): Embeddings {
  return {
    async findUnembedded(tenantId, itemIds, model) {
      const rows = await database.query<TextRow>(
        { scope: "tenant", tenantId },
        { text: findUnembedded, values: [tenantId, itemIds, model] },
      );
      return rows.map((row) => ({
        ownerId: row.owner_id,
        textHash: row.text_hash,
        name: row.name,
        content: row.content,
      }));
    },

    async finish(work) {
      await database.query(
        { scope: "tenant", tenantId: work.tenantId },
        {
          lock: lockOf(work.tenantId, { alone: false }),
          text: finishEmbeddings,
          values: [
            work.tenantId,
            work.model,
            work.dimensions,
            new Date(work.now).toISOString(),
            work.itemIds,
            work.outboxIds,
            work.embeddings.map((made) => made.ownerId),
            work.embeddings.map((made) => made.textHash),
            work.embeddings.map(({ vector }) => toUnits(vector)),
          ],
        },
      );
    },

    async fail({ tenantId, model, jobs, texts, reason, now }) {
      const [row] = await database.query<{ failed: number }>(
        { scope: "tenant", tenantId },
        {
          lock: lockOf(tenantId, { alone: true }),
          text: failEmbeddings,
          values: [
            tenantId,
            model,
            JSON.stringify(jobs.map(toRecord)),
            texts?.map(({ ownerId }) => ownerId) ?? null,
            texts?.map(({ textHash }) => textHash) ?? null,
            reason,
            new Date(now).toISOString(),
          ],
        },
      );
      return row!.failed;
    },
  };
}

function toRecord({ messageIds, memoryIds, requestId, ...job }: LostJob) {
  return { ...job, message_ids: messageIds, memory_ids: memoryIds, request_id: requestId };
}
