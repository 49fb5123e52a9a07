import { expect, test } from "vitest";
import { fakeMigrationQueue } from "#test/fakes/fake-migration-queue.ts";
import { fakeMigrations } from "#test/fakes/fake-migrations.ts";
import { UpstreamUnavailable } from "../../errors.ts";
import { inspectMigrations } from "./inspect-migrations.ts";
import { requestMigrations } from "./request-migrations.ts";

const requestId = "a-request";

function setUp({ applied, brought }: { applied: readonly string[]; brought: readonly string[] }) {
  return { migrations: fakeMigrations({ applied, brought }), migrationQueue: fakeMigrationQueue() };
}

test("what a release brings and the database does not have is pending, in its order", async () => {
  const ports = setUp({
    applied: ["0001_a.sql", "0003_c.sql"],
    brought: ["0001_a.sql", "0002_b.sql", "0004_d.sql"],
  });
  expect(await inspectMigrations(ports)).toMatchObject({
    pending: ["0002_b.sql", "0004_d.sql"],
    latest: "0003_c.sql",
  });
});

test("nothing is pending in a database that is ahead, as after a rollback", async () => {
  const ports = setUp({ applied: ["0001_a.sql", "0002_b.sql"], brought: ["0001_a.sql"] });
  expect(await inspectMigrations(ports)).toMatchObject({ pending: [], latest: "0002_b.sql" });
});

test("a database in which nothing ran has no latest", async () => {
  const ports = setUp({ applied: [], brought: ["0001_a.sql"] });
  expect(await inspectMigrations(ports)).toEqual({ applied: [], pending: ["0001_a.sql"], latest: null });
});

test("a run is asked for whether something seems to wait or not", async () => {
  const ports = setUp({ applied: ["0001_a.sql"], brought: ["0001_a.sql"] });
  expect(await requestMigrations(ports, { requestId })).toMatchObject({ pending: [] });
  expect(ports.migrationQueue.sent).toEqual([requestId]);
});

test("who asks while the queue is silent is told so", async () => {
  const ports = setUp({ applied: [], brought: ["0001_a.sql"] });
  ports.migrationQueue.failing = true;
  await expect(requestMigrations(ports, { requestId })).rejects.toThrow(UpstreamUnavailable);
});
