import fc from "fast-check";
import { expect, inject, test } from "vitest";
import { createDatabase, type Database } from "#shared/adapters/postgres/database.ts";
import { postgresRetentionWork } from "#shared/adapters/postgres/retention/postgres-retention-work.ts";
import { createTally } from "#shared/domain/metrics/create-tally.ts";
import { workOffRuns } from "#shared/domain/retention/work-off-runs.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { fakeRetentionQueue } from "#test/fakes/fake-retention-queue.ts";
import { write } from "./memory-subject.ts";
import { archived, begin, buildPolicy, dayMs, postgresRetention } from "./retention-subject.ts";

const url = inject("databaseUrl");
const subject = postgresRetention(url);
const now = Date.UTC(2026, 0, 31, 3);
const clock = { now: () => now };
const messages = 20;

type Fate = "lives" | "dies before it asks" | "dies before it hears the answer";

/** Postgres, as a worker sees it that is killed at a call of its own. */
function databaseOf(fates: Fate[]): Database {
  const database = createDatabase({ url });
  return {
    ...database,
    async query(reach, statement) {
      const fate = fates.shift() ?? "lives";
      if (fate === "dies before it asks") throw new Error("killed");
      const rows = await database.query(reach, statement);
      if (fate === "dies before it hears the answer") throw new Error("killed");
      return rows as never;
    },
  };
}

test("workers that are killed at any moment lose nothing and repeat nothing, alone or several at once", async () => {
  const fate = fc.constantFrom<Fate>("lives", "dies before it asks", "dies before it hears the answer");
  const story = fc.record({
    fates: fc.array(fate, { maxLength: 12 }),
    workers: fc.integer({ min: 1, max: 3 }),
    windowSize: fc.integer({ min: 1, max: 8 }),
  });
  await fc.assert(
    fc.asyncProperty(story, async ({ fates, workers, windowSize }) => {
      const actor = buildActor();
      await write(
        subject,
        actor,
        ...Array.from({ length: messages }, (_, at) => ({
          content: `old ${at}`,
          createdAt: now - (at % 2 === 0 ? 2 : 3) * dayMs,
          importance: at % 5 === 0 ? 1 : 0.5,
        })),
      );
      await subject.policies.set(
        actor,
        buildPolicy({ keep: { roles: [], minImportance: 1, metadata: {} } }),
        now,
      );
      const dry = await begin(subject, actor, { now, dryRun: true });
      const { id } = await begin(subject, actor, { now });
      const ports = {
        retentionWork: postgresRetentionWork(databaseOf([...fates])),
        retentionQueue: fakeRetentionQueue(),
        tally: createTally(clock),
        clock,
      };
      const task = { tenantId: actor.tenantId, requestId: "r" };
      for (let delivery = 0; delivery <= fates.length; delivery++) {
        const work = () => workOffRuns(ports, task, { windowSize }).catch(() => undefined);
        await Promise.all(Array.from({ length: workers }, work));
      }
      const run = await subject.runs.find(actor.tenantId, id);
      expect(run).toMatchObject({ archived: dry.archived, deleted: 0, finishedAt: now });
      expect(dry.archived).toBe(16);
      expect(await archived(subject, actor)).toHaveLength(16);
    }),
    { numRuns: 25 },
  );
});
