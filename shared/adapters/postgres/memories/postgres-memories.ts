import type { Memories } from "../../../ports/memories.ts";
import type { Database } from "../database.ts";
import { ownerFilter } from "../postgres-messages.ts";
import { reachOf } from "../reach-of.ts";
import createMemory from "./create-memory.sql";
import { type CreatedRow, creationValues, toCreated } from "./creation-values.ts";
import findMemory from "./find-memory.sql";
import findVersions from "./find-versions.sql";
import { type MemoryRow, toMemory, toVersion, type VersionRow } from "./memory-row.ts";
import reviseMemory from "./revise-memory.sql";
import { type RevisedRow, revisionValues, toRevised } from "./revision-values.ts";

const lockOf = (id: string) => ({
  text: "select from memories where id = $1::uuid for update",
  values: [id],
});

export function postgresMemories(database: Database): Memories {
  return {
    async create(creation) {
      const { supersedes } = creation.memory;
      const [row] = await database.query<CreatedRow>(reachOf(creation.actor), {
        text: createMemory,
        values: creationValues(creation),
        ...(supersedes !== null && { lock: lockOf(supersedes) }),
      });
      return toCreated(row!, creation);
    },

    async revise(revision) {
      const [row] = await database.query<RevisedRow>(reachOf(revision.actor), {
        text: reviseMemory,
        values: revisionValues(revision),
        lock: lockOf(revision.id),
      });
      return toRevised(row!, revision);
    },

    async find(actor, id, model) {
      const [row] = await database.query<MemoryRow>(reachOf(actor), {
        text: findMemory,
        values: [actor.tenantId, ownerFilter(actor), id, model],
      });
      return row ? toMemory(row) : null;
    },

    async history(actor, id, model) {
      const rows = await database.query<VersionRow>(reachOf(actor), {
        text: findVersions,
        values: [actor.tenantId, ownerFilter(actor), id, model],
      });
      return rows.map(toVersion);
    },
  };
}
