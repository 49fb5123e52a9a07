import type { UnkeptTurns } from "../../../ports/unkept-turns.ts";
import type { Database } from "../database.ts";
import { toIso } from "../instants.ts";
import { reachOf } from "../reach-of.ts";
import { lacksTenant, type MatchRow, toMatch } from "../search-statement.ts";
import { type KnownRow, knowledgeOf, recallOf } from "./prompt-statements.ts";
import { provisionOf } from "./provision-of.ts";
import readSetting from "./read-setting.sql";
import spend from "./spend.sql";

interface SettingRow {
  care_answer: string | null;
  tokens_today: number;
  name: string | null;
  locale: string | null;
  time_zone: string | null;
}

export function postgresUnkeptTurns(database: Database): UnkeptTurns {
  return {
    async read({ person, conversationId, recall, now }) {
      try {
        const results = await database.queryAll(reachOf(person), [
          provisionOf(person, now),
          recallOf(person, recall),
          { text: readSetting, values: [person.tenantId, person.userId, toIso(now)] },
          knowledgeOf({ person, conversationId, text: recall.text, now }),
        ]);
        const [, matches, [setting], [known]] = results as [unknown, MatchRow[], SettingRow[], [KnownRow]];
        if (!setting) return null;
        return {
          careAnswer: setting.care_answer,
          tokensToday: setting.tokens_today,
          profile: { name: setting.name, locale: setting.locale, timeZone: setting.time_zone },
          memories: matches.map(toMatch),
          knowledge: known.knowledge,
        };
      } catch (error) {
        if (lacksTenant(error)) return null;
        throw error;
      }
    },

    async spend({ tenantId, usage, now }) {
      const { model, promptTokens, completionTokens, costMicros } = usage;
      await database.query(
        { scope: "tenant", tenantId },
        { text: spend, values: [tenantId, toIso(now), model, promptTokens, completionTokens, costMicros] },
      );
    },
  };
}
