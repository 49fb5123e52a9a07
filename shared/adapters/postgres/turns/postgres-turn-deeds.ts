import type { Confirmed, TurnDeeds } from "../../../ports/turn-deeds.ts";
import type { Database } from "../database.ts";
import { toIso } from "../instants.ts";
import { reachOf } from "../reach-of.ts";
import confirm from "./confirm.sql";
import noteDeed from "./note-deed.sql";

export function postgresTurnDeeds(database: Database): TurnDeeds {
  return {
    async confirm({ person, conversationId, kind, id, turnId, saidAt, now }) {
      const { tenantId, ownerId } = person;
      const [row] = await database.query<{ outcome: Confirmed }>(reachOf(person), {
        text: confirm,
        values: [tenantId, ownerId, conversationId, kind, id, turnId, toIso(saidAt), toIso(now)],
      });
      return row!.outcome;
    },

    async hasDone({ person, messageId, taskId, now }) {
      const { tenantId, ownerId } = person;
      const [row] = await database.query<{ done: boolean }>(reachOf(person), {
        text: noteDeed,
        values: [tenantId, ownerId, `${messageId}:${taskId}`, taskId, toIso(now)],
      });
      return row?.done ?? null;
    },
  };
}
