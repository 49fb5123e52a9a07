import type { Turns } from "../../../ports/turns.ts";
import type { Database } from "../database.ts";
import { reachOf } from "../reach-of.ts";
import { lacksTenant, type MatchRow, toMatch } from "../search-statement.ts";
import beginTurn from "./begin-turn.sql";
import finishTurn from "./finish-turn.sql";
import { type KnownRow, knowledgeOf, recallOf } from "./prompt-statements.ts";
import { provisionOf } from "./provision-of.ts";
import { type TurnRow, toClaimed, toEnded } from "./turn-row.ts";
import { beginValues, finishValues, lossValues } from "./turn-values.ts";

interface FinishedRow {
  stored: boolean;
  known: boolean;
  pending_ids: string[];
  leaves_title: boolean;
  leaves_learning: boolean;
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
          recallOf(person, recall),
          { text: beginTurn, values: [...beginValues(turn), historyLimit] },
          knowledgeOf({ person, conversationId: turn.conversationId, text: recall.text, now: turn.now }),
        ]);
        const [, matches, [row], [known]] = results as [unknown, MatchRow[], TurnRow[], [KnownRow]];
        if (row!.claimed_fence === null || row!.status !== "running") return toEnded(row!);
        return { ...toClaimed(row!), memories: matches.map(toMatch), knowledge: known.knowledge };
      } catch (error) {
        if (lacksTenant(error)) return unknownTenant;
        throw error;
      }
    },

    async finish(turn) {
      const [row] = await database.query<FinishedRow>(reachOf(turn.person), {
        text: finishTurn,
        values: finishValues(turn),
      });
      if (!row!.known) return { outcome: "gone" };
      if (!row!.stored) return { outcome: "fenced" };
      const { pending_ids: pendingIds, leaves_title: leavesTitle, leaves_learning: leavesLearning } = row!;
      return { outcome: "stored", pendingIds, leavesTitle, leavesLearning };
    },

    async abandon(turn) {
      const { person, attempt, code } = turn;
      const results = await database.queryAll(reachOf(person), [
        provisionOf(person, turn.now),
        { text: beginTurn, values: [...lossValues(turn), 0] },
      ]);
      const [, [row]] = results as [unknown, TurnRow[]];
      if (!row) return unknownTenant;
      if (row.claimed_fence !== null) return { outcome: "abandoned" };
      // A later run is on its way: of this one there is nothing else to tell.
      const isOutrun = row.status === "running";
      return isOutrun ? { ...toEnded(row), attempt, ending: { status: "failed", code } } : toEnded(row);
    },
  };
}
