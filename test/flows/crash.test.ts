import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, inject, test, vi } from "vitest";
import { call } from "./call.ts";
import type { CloudToCrash } from "./cloud-to-crash.ts";
import { memoryClient } from "./memory-client.ts";
import { startOwnCloud } from "./own-cloud.ts";
import { rowsOf } from "./rows.ts";

const dataDir = await mkdtemp(join(tmpdir(), "aimi-crash-"));
const database = `aimi_test_crash_${process.pid}`;
afterAll(() => rm(dataDir, { recursive: true, force: true }));

/** A cloud in a process of its own, whose queue takes no jobs. */
async function startCloudToCrash() {
  const child = fork(
    join(import.meta.dirname, "cloud-to-crash.ts"),
    [dataDir, database, inject("bundlesDir")],
    {
      execArgv: [],
    },
  );
  const [ready] = (await once(child, "message")) as [CloudToCrash];
  return {
    ...ready,
    async kill(): Promise<void> {
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
  };
}

test("killing the process between write and send loses nothing", async () => {
  const doomed = await startCloudToCrash();
  const tenant = memoryClient(doomed.url).tenant;
  const headers = { "idempotency-key": "sent-before-the-crash" };
  const body = { tenant_id: tenant, conversation_id: "c", role: "user", content: "written, not sent" };
  const unanswered = call(`${doomed.url}/v1/messages`, { body, headers }).catch(() => "no answer");
  const seen = rowsOf(doomed.environment);
  await vi.waitUntil(async () => (await seen.outbox()).length === 1, { timeout: 60_000, interval: 50 });
  await doomed.kill();
  expect(await unanswered).toBe("no answer");

  const cloud = await startOwnCloud({ dataDir, database });
  const rows = rowsOf(cloud.environment);
  const memory = memoryClient(cloud.url, { tenant });
  expect(await rows.outbox()).toMatchObject([{ tenant_id: tenant, attempts: 0 }]);

  const repeated = await call(`${cloud.url}/v1/messages`, { body, headers });
  expect(repeated.status).toBe(201);
  const { id } = repeated.json() as { id: string };
  expect(await rows.count(tenant)).toMatchObject({ messages: 1, outbox: 1, idempotency_keys: 1 });
  expect((await memory.read(id)).embedding_status).toBe("pending");

  await rows.backdateOutbox();
  expect(await cloud.lambda.invoke("outbox-sweep", {})).toEqual({ looked: true, sent: 1 });
  await memory.untilEmbedded(id);
  await vi.waitFor(async () => expect(await rows.outbox()).toEqual([]), { timeout: 60_000 });
  expect((await memory.search("written")).results.map((result) => result.id)).toEqual([id]);
});
