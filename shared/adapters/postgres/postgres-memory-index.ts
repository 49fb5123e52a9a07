import { NotFound } from "../../errors.ts";
import type { MemoryIndex } from "../../ports/memory-index.ts";
import type { Database } from "./database.ts";
import { reachOf } from "./reach-of.ts";
import { lacksTenant, type MatchRow, searchStatement, toMatch } from "./search-statement.ts";

export function postgresMemoryIndex(database: Database): MemoryIndex {
  return {
    async search(actor, query) {
      try {
        const rows = await database.query<MatchRow>(reachOf(actor), searchStatement(actor, query));
        return rows.map(toMatch);
      } catch (error) {
        if (!lacksTenant(error)) throw error;
        if (!actor.mayProvision) throw new NotFound(`tenant ${actor.tenantId}`);
        return [];
      }
    },
  };
}
