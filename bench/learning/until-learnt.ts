import { setTimeout as sleep } from "node:timers/promises";
import { createDatabase } from "#shared/adapters/postgres/database.ts";

const pollMs = 100;
const waiting = `select count(*)::int as count from unlearned u join conversations c on c.id = u.conversation_id
  where c.tenant_id = $1 and c.client_id = $2`;

/** Looks into the tables for what waits: the API does not tell of it. */
export function untilLearnt(databaseUrl: string, tenantId: string, longestMs: number) {
  const database = createDatabase({ url: databaseUrl });
  return async (conversation: string): Promise<boolean> => {
    const until = performance.now() + longestMs;
    while (performance.now() < until) {
      const [row] = await database.query<{ count: number }>(
        { scope: "tenant", tenantId },
        { text: waiting, values: [tenantId, conversation] },
      );
      if (row?.count === 0) return true;
      await sleep(pollMs);
    }
    return false;
  };
}
