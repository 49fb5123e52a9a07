import type { SQSEvent } from "aws-lambda";
import { runSqsBatch, type SqsBatchOptions } from "#shared/runtime/sqs-batch.ts";
import { type MigrationJob, migrationJob } from "#shared/wire/queues/migration-job.ts";

interface Report {
  readonly applied: readonly string[];
  readonly alreadyApplied: number;
}

type Ports = Pick<SqsBatchOptions<MigrationJob>, "clock" | "log" | "tally" | "totals" | "redelivery"> & {
  run(): Promise<Report>;
};

/** Runs what has not run, as an operator asked. */
export async function answerLetters(event: SQSEvent, ports: Ports) {
  return await runSqsBatch(event, {
    schema: migrationJob,
    ...ports,
    queue: "migrations",
    groupBy: ({ request_id }) => request_id,
    async work() {
      try {
        const { applied, alreadyApplied } = await ports.run();
        return { applied, already_applied: alreadyApplied };
      } catch (error) {
        throw inNoWordsOfOthers(error);
      }
    },
  });
}

/** What Postgres says may quote a row, and what the network says an address: the log gets file and code. */
function inNoWordsOfOthers(error: unknown): Error {
  const { name, migration, code } = error as { name?: unknown; migration?: unknown; code?: unknown };
  const told = new Error(migration === undefined ? "no migration could begin" : `${migration} failed`);
  return Object.assign(told, { name: String(name), ...(code !== undefined && { code }) });
}
