import { toSql } from "pgvector";
import type { Embeddings } from "../../ports/embedding.ts";
import type { Database } from "./database.ts";
import findUnembedded from "./find-unembedded.sql";
import finishEmbeddings from "./finish-embeddings.sql";

interface TextRow {
  owner_id: string;
  text_hash: string;
  name: string | null;
  content: string;
}

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
            work.embeddings.map((made) => toSql([...made.vector])),
          ],
        },
      );
    },
  };
}
