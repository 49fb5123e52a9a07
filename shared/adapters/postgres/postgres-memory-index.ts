import { NotFound } from "../../errors.ts";
import type { MemoryIndex } from "../../ports/memory-index.ts";
import type { Database } from "./database.ts";
import { reachOf } from "./reach-of.ts";
import { type FoundRow, lacksTenant, searchStatement, toFound } from "./search-statement.ts";

export function postgresMemoryIndex(database: Database): MemoryIndex {
  return {
    async search(actor, query) {
      try {
        return toFound(await database.query<FoundRow>(reachOf(actor), searchStatement(actor, query)));
      } catch (error) {
        if (!lacksTenant(error)) throw error;
        if (!actor.mayProvision) throw new NotFound(`tenant ${actor.tenantId}`);
        return { matches: [], approximate: false };
      }
    },
  };
}
