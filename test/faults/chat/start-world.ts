import { tables } from "#infra/topology.ts";
import { type LocalAws, startAws } from "#local/aws/start-aws.ts";
import { startMigratedDatabase } from "#test/contracts/start-own-database.ts";
import { type MoodyModel, startMoodyModel } from "./start-moody-model.ts";

/** What all lanes share: one Postgres, one AWS, one model. */
export interface World {
  readonly databaseUrl: string;
  readonly aws: LocalAws;
  readonly model: MoodyModel;
  readonly queueHaste: number;
  close(): Promise<void>;
}

export const connectionsTable = "fault-connections";
/** Half a minute of holding a letter passes in a second. */
const queueHaste = 30;

export async function startWorld(lanes: number): Promise<World> {
  const database = await startMigratedDatabase();
  const model = await startMoodyModel();
  const aws = await startAws({
    dataDir: null,
    queues: Array.from({ length: lanes }, (_, lane) => queuesOf(lane)).flat(),
    tables: [{ name: connectionsTable, ...tables.connections }],
    schedules: [],
    queueHaste,
    invokeLambda: async () => undefined,
  });
  return {
    databaseUrl: database.appUrl,
    aws,
    model,
    queueHaste,
    async close() {
      await aws.close();
      await model.close();
      await database.close();
    },
  };
}

export const queueNames = (lane: number) => ({
  turns: `lane-${lane}-chat-turns.fifo`,
  lost: `lane-${lane}-chat-turns-dlq.fifo`,
  memoryJobs: `lane-${lane}-memory-jobs`,
  sessionJobs: `lane-${lane}-session-jobs`,
});

function queuesOf(lane: number) {
  const { turns, lost, memoryJobs, sessionJobs } = queueNames(lane);
  return [
    { name: lost, fifo: true, visibilitySeconds: 40 },
    { name: turns, fifo: true, visibilitySeconds: 40, deadLetter: { name: lost, maxReceiveCount: 5 } },
    { name: memoryJobs, fifo: false, visibilitySeconds: 40 },
    { name: sessionJobs, fifo: false, visibilitySeconds: 40 },
  ];
}
