import { cp, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, inject, test, vi } from "vitest";
import { functionNames } from "#infra/topology.ts";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { migrationRun, migrationState } from "#shared/wire/http/migrations.ts";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { serveJson } from "#test/fakes/serve-json.ts";
import { call, refusal, shaped } from "./call.ts";
import { startOwnCloud } from "./own-cloud.ts";

const operatorKey = "an-operator-key-of-a-test";
const operator = { headers: { "x-api-key": operatorKey } };

// Its migrate has files of its own, to which a test may add.
const bundlesDir = await mkdtemp(join(tmpdir(), "aimi-migrations-"));
afterAll(() => rm(bundlesDir, { recursive: true, force: true }));
for (const name of functionNames) {
  const [from, to] = [join(inject("bundlesDir"), name), join(bundlesDir, name)];
  await (name === "migrate" ? cp(from, to, { recursive: true }) : symlink(from, to));
}
const addMigration = (name: string, sql: string) =>
  writeFile(join(bundlesDir, "migrate", "migrations", name), sql);

const lines: string[] = [];
const cloud = await startOwnCloud({
  bundlesDir,
  queueHaste: 1_000,
  settings: { AIMI_AUTH_MODE: "strict", AIMI_API_KEYS: operatorKey },
  onLog: (name, line) => name === "migrate" && lines.push(line),
});
const address = `${cloud.url}/v1/admin/migrations`;

const state = async () => shaped(migrationState, (await call(address, operator)).json());
const ask = async () => {
  const answer = await call(address, { method: "POST", ...operator });
  expect(answer.status, answer.text).toBe(202);
  return shaped(migrationRun, answer.json());
};
const health = async () => (await call(`${cloud.url}/v1/admin/health`)).json();
const asOwner = (text: string) =>
  createDatabase({ url: cloud.postgres.ownerUrl }).query({ scope: "tenant", tenantId: "" }, { text });
const until = (holds: () => Promise<boolean>) => vi.waitUntil(holds, { timeout: 30_000, interval: 100 });
const untilLatest = (name: string) => until(async () => (await state()).latest === name);
const nothingLies = { migrations: { waiting: 0, in_flight: 0, dead: 0 } };

describe("the state", () => {
  test("shows all that the release brings as applied, and nothing pending", async () => {
    const { applied, pending, latest } = await state();
    const files = (await readdir("migrations")).sort();
    expect(applied.map(({ name }) => name)).toEqual(files);
    expect([pending, latest]).toEqual([[], files.at(-1)]);
  });

  test("shows what the database does not have as pending", async () => {
    const { latest } = await state();
    const rename = (from: string, to: string) =>
      asOwner(`update schema_migrations set name = '${to}' where name = '${from}'`);
    await rename(latest!, "0000_another.sql");
    expect((await state()).pending).toEqual([latest]);
    await rename("0000_another.sql", latest!);
    expect((await state()).pending).toEqual([]);
  });
});

describe("a run", () => {
  test("that is asked for runs what waits, and tells what was before it", async () => {
    const before = await state();
    await addMigration("9001_asked.sql", "create table asked ()");
    const { queue, request_id, ...told } = await ask();
    expect([told, queue]).toEqual([before, "migrations"]);
    await untilLatest("9001_asked.sql");
    await until(async () => lines.some((line) => line.includes('"outcome":"done"')));
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ request_id, outcome: "done", applied: ["9001_asked.sql"] }),
    );
  });

  test("where nothing waits changes nothing, however many ask", async () => {
    const before = await state();
    await Promise.all([ask(), ask(), ask()]);
    await until(async () => lines.filter((line) => line.includes('"applied":[]')).length >= 3);
    await vi.waitFor(
      async () => expect(await health()).toMatchObject({ status: "healthy", queues: nothingLies }),
      { timeout: 60_000 },
    );
    expect(await state()).toEqual(before);
  });

  test("that fails comes back, then lies with the dead letters until the file is mended", async () => {
    await addMigration("9002_wrong.sql", "select 'the words of anna'::int");
    const { request_id } = await ask();
    await until(async () => {
      const { queues } = (await health()) as { queues: typeof nothingLies };
      return queues.migrations.dead === 1;
    });
    expect(await health()).toMatchObject({ status: "degraded" });
    const failures = lines.filter((line) => line.includes('"outcome":"retry"'));
    expect(failures).toHaveLength(3);
    for (const line of failures) {
      const error = { name: "MigrationFailed", message: "9002_wrong.sql failed", code: "22P02" };
      expect(JSON.parse(line)).toMatchObject({ request_id, error });
    }
    expect(lines.join("\n")).not.toContain("words of anna");

    await addMigration("9002_wrong.sql", "create table mended ()");
    const redriven = await call(`${cloud.url}/v1/admin/dlq/migrations/redrive`, {
      method: "POST",
      ...operator,
    });
    expect(redriven.json()).toEqual({ queue: "migrations", moved: 1, retried: 0, more: false });
    await untilLatest("9002_wrong.sql");
    await vi.waitFor(
      async () => expect(await health()).toMatchObject({ status: "healthy", queues: nothingLies }),
      { timeout: 60_000 },
    );
  });

  test("is refused where the queue does not answer", async () => {
    cloud.aws.disturb("AmazonSQS.SendMessageBatch", "fail");
    const answer = await call(address, { method: "POST", ...operator });
    cloud.aws.disturb("AmazonSQS.SendMessageBatch", "pass");
    expect([answer.status, refusal(answer).code]).toEqual([503, "upstream_unavailable"]);
  });
});

test("neither is for a tenant's administrators", async () => {
  const tenant_id = uniqueTenant();
  await call(`${cloud.url}/v1/admin/tenants`, { ...operator, body: { id: tenant_id, name: "A tenant" } });
  const made = await call(`${cloud.url}/v1/admin/api-keys`, {
    ...operator,
    body: { tenant_id, name: "admin", scopes: ["admin"] },
  });
  const headers = { "x-api-key": (made.json() as { key: string }).key };
  for (const method of ["GET", "POST"]) {
    expect((await call(address, { method, headers })).status).toBe(403);
  }
});

describe("the function still answers", () => {
  test("whoever calls it by hand", async () => {
    expect(await cloud.lambda.invoke("migrate", {})).toMatchObject({ applied: [] });
  });

  test("the deployment", async () => {
    const server = await serveJson(() => ({ status: 200, body: {} }));
    await cloud.lambda.invoke("migrate", {
      RequestType: "Update",
      ResponseURL: server.url,
      ...{ StackId: "stack", RequestId: "request", LogicalResourceId: "Migrations" },
    });
    await server.close();
    expect(server.requests.map(({ body }) => JSON.parse(body))).toMatchObject([
      { Status: "SUCCESS", Data: { Applied: "0" } },
    ]);
  });
});
