import type { UsageLedger } from "../../ports/usage.ts";
import type { Database } from "./database.ts";
import listUsage from "./turns/list-usage.sql";

interface UsageRow {
  day: string;
  model: string;
  turns: number;
  prompt_tokens: number;
  completion_tokens: number;
  cost_micros: number;
}

export function postgresUsageLedger(database: Database): UsageLedger {
  return {
    async list({ tenantId, from, to }) {
      const rows = await database.query<UsageRow>(
        { scope: "tenant", tenantId },
        { text: listUsage, values: [tenantId, from, to] },
      );
      return rows.map(({ prompt_tokens, completion_tokens, cost_micros, ...row }) => ({
        ...row,
        promptTokens: prompt_tokens,
        completionTokens: completion_tokens,
        costMicros: cost_micros,
      }));
    },
  };
}
