import { neon, neonConfig } from "@neondatabase/serverless";
import { expect, test, vi } from "vitest";
import { reachWithoutTls } from "#shared/adapters/postgres/reach-without-tls.ts";
import { call, refusal } from "./call.ts";
import { memoryClient } from "./memory-client.ts";
import { startOwnCloud } from "./own-cloud.ts";
import { queueClient } from "./queue-client.ts";
import { rowsOf } from "./rows.ts";
import { openSocket } from "./socket-client.ts";

interface Line {
  readonly of: string;
  readonly text: string;
}
const lines: Line[] = [];
const cloud = await startOwnCloud({
  settings: { AIMI_LOG_LEVEL: "debug" },
  onLog: (of, text) => lines.push({ of, text }),
});
const { url } = cloud;

const nobodysId = "019a0000-0000-7000-8000-000000000000";
const read = ({ text }: Line) => JSON.parse(text) as Record<string, unknown>;
/** Warnings left out: a busy machine may add one of the front door. */
const linesOf = (of: string, field: string, value: unknown) =>
  lines
    .filter((line) => line.of === of && line.text.startsWith("{"))
    .map(read)
    .filter((line) => line[field] === value && line.level !== "warn");
const untilLine = (of: string, field: string, value: unknown) =>
  vi.waitUntil(() => linesOf(of, field, value)[0], { timeout: 60_000, interval: 20 });

test("one request id leads from the call to the worker's line", async () => {
  const memory = memoryClient(url);
  const answer = await memory.send(
    "/v1/messages",
    { conversation_id: "c", role: "user", content: "follow me" },
    { "x-request-id": "trace-me-1" },
  );
  expect(answer.headers.get("x-request-id")).toBe("trace-me-1");
  expect(await untilLine("http", "request_id", "trace-me-1")).toMatchObject({
    level: "info",
    what: "request",
    method: "POST",
    route: "/v1/messages",
    status: 201,
    duration_ms: expect.any(Number),
    tenant_id: memory.tenant,
  });
  expect(await untilLine("memory-jobs", "request_id", "trace-me-1")).toMatchObject({
    level: "info",
    what: "record",
    outcome: "done",
    embedded: 1,
    receive_count: 1,
  });
});

test("the request id survives the sweep", async () => {
  const memory = memoryClient(url);
  cloud.aws.disturb("AmazonSQS.SendMessageBatch", "fail");
  const body = { conversation_id: "c", role: "user", content: "follow me later" };
  const { headers } = await memory.send("/v1/messages", body, { "x-request-id": "trace-me-2" });
  expect(headers.get("x-request-id")).toBe("trace-me-2");
  cloud.aws.disturb("AmazonSQS.SendMessageBatch", "pass");
  await rowsOf(cloud.environment).backdateOutbox();
  await cloud.lambda.invoke("outbox-sweep", {});
  expect(await untilLine("memory-jobs", "request_id", "trace-me-2")).toMatchObject({ outcome: "done" });
});

test("a request has one line, with its route and not its address", async () => {
  const headers = { "x-request-id": "one-line-only" };
  await call(`${url}/v1/messages/019a0000-0000-7000-8000-000000000000?tenant_id=nobody`, { headers });
  await untilLine("http", "request_id", "one-line-only");
  expect(linesOf("http", "request_id", "one-line-only")).toMatchObject([
    { route: "/v1/messages/{id}", status: 404 },
  ]);
});

test("a refusal has its tenant, too", async () => {
  const memory = memoryClient(url);
  const headers = { "x-request-id": "refused-with-tenant" };
  await memory.send("/v1/memories", { type: "fact", content: "x", supersedes: nobodysId }, headers);
  expect(await untilLine("http", "request_id", "refused-with-tenant")).toMatchObject({
    route: "/v1/memories",
    status: 404,
    tenant_id: memory.tenant,
  });
});

test("no line ever holds what was said or asked, however it went", async () => {
  const secret = "xylophonesecret";
  const memory = memoryClient(url);
  const draft = { conversation_id: "c", role: "user", content: `said ${secret}`, name: secret };
  const { id } = await memory.write({ ...draft, metadata: { [secret]: secret } });
  await memory.untilEmbedded(id);
  await memory.search(secret);
  await memory.searchByBody(secret, { metadata: { a: secret } });
  await memory.send("/v1/messages", { ...draft, role: secret, importance: secret });
  await call(`${url}/v1/messages`, { body: `{"content": "${secret}` });
  await call(`${url}/${secret}?query=${secret}`);
  await memory.send("/v1/messages", draft, { "idempotency-key": "k", authorization: `Bearer ${secret}` });
  await queueClient(cloud.environment).send(`{"text": "${secret}"}`);

  cloud.model.disturb("fail");
  await memory.search(`${secret} once more`);
  const failed = await memory.write({ ...draft, content: `again ${secret}` });
  await vi.waitUntil(
    () => lines.some((line) => line.of === "memory-jobs" && read(line).outcome === "retry"),
    {
      timeout: 30_000,
    },
  );
  expect((await memory.read(failed.id)).embedding_status).toBe("pending");
  cloud.model.disturb("pass");

  const socket = await openSocket(cloud.wsUrl);
  for (const frame of [secret, { type: secret, id: secret, text: secret }]) {
    socket.send(frame);
    await socket.next();
  }
  await socket.close();

  await refuseText(secret);
  const broken = await memory.send("/v1/messages", draft, { "x-request-id": "broken-by-postgres" });
  expect(broken.status).toBe(500);
  expect(refusal(broken)).toEqual({
    code: "internal",
    message: "something went wrong on our side",
    request_id: "broken-by-postgres",
  });
  expect(await untilLine("http", "what", "request failed")).toMatchObject({
    level: "error",
    request_id: "broken-by-postgres",
    route: "/v1/messages",
    tenant_id: memory.tenant,
    error: { code: "23514" },
  });

  const metrics = await call(`${url}/metrics`);
  expect([metrics.status, metrics.text.includes(secret)]).toEqual([200, false]);

  expect(lines.length).toBeGreaterThan(20);
  expect(lines.filter(({ text }) => text.includes(secret))).toEqual([]);
});

test("every line is JSON with a timestamp, a level and what happened", () => {
  for (const line of lines) {
    expect(read(line)).toMatchObject({
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      level: expect.stringMatching(/^(debug|info|warn|error)$/),
      what: expect.any(String),
    });
  }
});

/** From now on Postgres fails on a text, and quotes it in its error's detail. */
async function refuseText(text: string): Promise<void> {
  reachWithoutTls(neonConfig, cloud.postgres.ownerUrl);
  const sql = neon(cloud.postgres.ownerUrl);
  await sql.query(`create function refuse_text() returns trigger language plpgsql as $$ begin
    if new.content like '%${text}%' then
      raise exception 'refused' using errcode = 'check_violation', detail = new.content, hint = new.content;
    end if;
    return new;
  end $$`);
  await sql.query(
    "create trigger refuse_text before insert on messages for each row execute function refuse_text()",
  );
}
