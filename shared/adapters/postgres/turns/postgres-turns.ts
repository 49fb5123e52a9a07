import type { LostTurn, Turns } from "../../../ports/turns.ts";
import type { ActingUser } from "../../../ports/users.ts";
import type { Database } from "../database.ts";
import { reachOf } from "../reach-of.ts";
import { lacksTenant, type MatchRow, searchStatement, toMatch } from "../search-statement.ts";
import claimTurn from "./claim-turn.sql";
import finishTurn from "./finish-turn.sql";
import provisionTenant from "./provision-tenant.sql";
import readTurn from "./read-turn.sql";
import { type ClaimRow, type TurnRow, toClaimed, toEnded } from "./turn-row.ts";
import { beginValues, finishValues, lossValues, toInstant } from "./turn-values.ts";

interface FinishedRow {
  stored: boolean;
  known: boolean;
  pending_ids: string[];
  leaves_title: boolean;
}

const unknownTenant = { outcome: "tenant_unknown" } as const;

export function postgresTurns(database: Database): Turns {
  return {
    async begin(turn) {
      const { person, recall, historyLimit } = turn;
      try {
        const results = await database.queryAll(reachOf(person), [
          provisionOf(person, turn.now),
          // Before the message is written, so that it does not find itself.
          searchStatement(person, recall),
          { text: claimTurn, values: beginValues(turn) },
          lookAt(turn, historyLimit),
        ]);
        const [, matches, [claim], [row]] = results as [unknown, MatchRow[], ClaimRow[], TurnRow[]];
        if (!claim || row!.status !== "running") return toEnded(row!);
        return { ...toClaimed(row!, claim), memories: matches.map(toMatch) };
      } catch (error) {
        if (lacksTenant(error)) return unknownTenant;
        throw error;
      }
    },

    async finish(turn) {
      const [row] = await database.query<FinishedRow>(reachOf(turn.person), {
        text: finishTurn,
        values: finishValues(turn),
        lock: { text: "select from turns where id = $1::uuid for update", values: [turn.turnId] },
      });
      if (!row!.known) return { outcome: "gone" };
      if (!row!.stored) return { outcome: "fenced" };
      return { outcome: "stored", pendingIds: row!.pending_ids, leavesTitle: row!.leaves_title };
    },

    async abandon(turn) {
      const { person, attempt, code } = turn;
      const results = await database.queryAll(reachOf(person), [
        provisionOf(person, turn.now),
        { text: claimTurn, values: lossValues(turn) },
        lookAt(turn, 0),
      ]);
      const [, [claim], [row]] = results as [unknown, ClaimRow[], TurnRow[]];
      if (!row) return unknownTenant;
      if (claim) return { outcome: "abandoned" };
      // A later run is on its way: of this one there is nothing else to tell.
      const isOutrun = row.status === "running";
      return isOutrun ? { ...toEnded(row), attempt, ending: { status: "failed", code } } : toEnded(row);
    },
  };
}

function provisionOf({ tenantId, mayProvision }: ActingUser, now: number) {
  return { text: provisionTenant, values: [tenantId, toInstant(now), mayProvision] };
}

function lookAt({ person, turnId, now }: Pick<LostTurn, "person" | "turnId" | "now">, historyLimit: number) {
  const values = [person.tenantId, person.userId, turnId, toInstant(now), historyLimit];
  return { text: readTurn, values };
}
