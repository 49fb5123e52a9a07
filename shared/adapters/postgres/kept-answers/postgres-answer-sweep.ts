import type { AnswerSweep } from "../../../ports/kept-answers.ts";
import type { Database } from "../database.ts";
import sweepAnswers from "./sweep-answers.sql";

export function postgresAnswerSweep(database: Database): AnswerSweep {
  return {
    async sweep(now, limit) {
      const values = [new Date(now).toISOString(), limit];
      const [row] = await database.query<{ count: number }>(
        { scope: "system" },
        { text: sweepAnswers, values },
      );
      return row!.count;
    },
  };
}
