import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { call, refusal } from "../call.ts";
import { memoryClient } from "../memory-client.ts";
import { rowsOf } from "../rows.ts";
import { makeCoachThings } from "./make-coach-things.ts";
import {
  contracts,
  goodStatusOf,
  guarded,
  type Sample,
  samplesFor,
  sendSample,
  titleOf,
} from "./sample-requests.ts";

const { url, environment } = inject("cloud");
const memory = memoryClient(url);
const rows = rowsOf(environment);
let samples: Readonly<Record<string, Sample>>;
let before: Record<string, number>;

beforeAll(async () => {
  const { id } = await memory.write({ content: "written before" });
  await memory.untilEmbedded(id);
  const { id: memoryId } = await memory.remember({ content: "written before" });
  samples = samplesFor(memory.tenant, id, memoryId);
  before = await rows.count(memory.tenant);
});
afterAll(async () => {
  expect(await rows.count(memory.tenant)).toEqual(before);
});

test("every route has a good request to spoil", () => {
  expect(contracts.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(samples).sort());
});

test("those requests are good", async () => {
  const other = memoryClient(url);
  const { id } = await other.write({ content: "to be read" });
  const { id: memoryId } = await other.remember({});
  const made = await other.send("/v1/admin/api-keys", { name: "to be revoked", scopes: ["chat"] });
  const run = await other.send("/v1/admin/retention/run", { dry_run: true });
  const { run_id } = run.json() as { run_id: string };
  const apiKeyId = (made.json() as { id: string }).id;
  const jobId = await rows.failJob(other.tenant, id);
  await other.send("/v1/auth/dev", { user_id: "ann" });
  const devices = (await other.ask("/v1/auth/devices", { user_id: "ann" })).json() as {
    items: [{ id: string }];
  };
  const deviceId = devices.items[0].id;
  const push = await other.send("/v1/users/me/devices", {
    user_id: "amy",
    token: "aa".repeat(32),
    platform: "apns",
  });
  const { id: pushDeviceId } = push.json() as { id: string };
  await other.remember({ user_id: "leaver" });
  for (const conversation_id of ["conversation", "to-be-erased"]) {
    await other.write({ user_id: "eve", conversation_id, content: "said by eve" });
  }
  await other.remember({ user_id: "long-gone" });
  const erase = `${url}/v1/admin/users/long-gone?tenant_id=${other.tenant}`;
  const { deletion_id } = (await call(erase, { method: "DELETE" })).json() as { deletion_id: string };
  const good = samplesFor(
    other.tenant,
    id,
    memoryId,
    apiKeyId,
    run_id,
    jobId,
    deviceId,
    pushDeviceId,
    deletion_id,
    await makeCoachThings(other, "eve"),
  );
  for (const contract of contracts) {
    const sample = good[contract.operationId]!;
    const { status } = await sendSample(url, contract, sample);
    expect([contract.operationId, status]).toEqual([contract.operationId, goodStatusOf(contract, sample)]);
  }
});

const titled = (list: typeof contracts) => list.map((contract) => [titleOf(contract), contract] as const);

describe.each(titled(guarded))("%s", (_title, contract) => {
  const send = (change: Parameters<typeof sendSample>[3]) =>
    sendSample(url, contract, samples[contract.operationId]!, change);

  test("refuses credentials that do not hold, in dev mode too", async () => {
    const bad: Record<string, string>[] = [
      { authorization: contract.takesKeyAsBearer ? "Bearer aimi_local_unknown_key" : "Bearer x" },
      { authorization: "Bearer x.y.z" },
      { "x-api-key": "aimi_local_unknown_key" },
    ];
    for (const headers of bad) {
      const answer = await send({ headers });
      expect([answer.status, refusal(answer).code]).toEqual([401, "unauthenticated"]);
    }
  });

  test("refuses a user in its header that is not the one of its query", async () => {
    const answer = await send({ headers: { "x-user-id": "ann" }, query: { user_id: "bob" } });
    expect([answer.status, refusal(answer).code]).toEqual([403, "forbidden"]);
  });

  test.each(["a b", "a/b", "a".repeat(129)])("refuses the user id '%s' in a header", async (id) => {
    const answer = await send({ headers: { "x-user-id": id } });
    expect(answer.status).toBe(400);
    expect(refusal(answer).details).toMatchObject([{ path: "x-user-id" }]);
  });

  test("says that the shape is wrong before it says that the user is", async () => {
    const change = { headers: { "x-user-id": "ann" }, query: { user_id: "b b" } };
    expect((await send(change)).status).toBe(400);
  });
});

// JSON Lines name nobody.
describe.each(titled(guarded.filter(({ body, bodyLines }) => body && !bodyLines)))(
  "%s",
  (_title, contract) => {
    const sample = () => samples[contract.operationId]!;

    test("refuses a tenant in its query that is not the one of its body", async () => {
      const body = { ...sample().body, tenant_id: memory.tenant };
      const answer = await sendSample(url, contract, sample(), { body, query: { tenant_id: "another" } });
      expect([answer.status, refusal(answer).code]).toEqual([403, "forbidden"]);
    });

    test("refuses a user in its body that is not the one of its header", async () => {
      const body = { ...sample().body, tenant_id: memory.tenant, user_id: "bob" };
      const answer = await sendSample(url, contract, sample(), { body, headers: { "x-user-id": "ann" } });
      expect([answer.status, refusal(answer).code]).toEqual([403, "forbidden"]);
    });
  },
);

test("a batch for a user refuses a message of another", async () => {
  const draft = { conversation_id: "c", role: "user", content: "hello" };
  const messages = [draft, { ...draft, user_id: "bob" }];
  const answer = await memory.send("/v1/messages/batch", { user_id: "ann", messages });
  expect([answer.status, refusal(answer).code]).toEqual([403, "forbidden"]);
});

test("an unknown message is not found, in any tenant", async () => {
  const id = "019a0000-0000-7000-8000-000000000000";
  for (const tenant_id of [memory.tenant, "nobody-knows-it"]) {
    const answer = await memory.ask(`/v1/messages/${id}`, { tenant_id });
    expect([answer.status, refusal(answer).code]).toEqual([404, "not_found"]);
  }
  expect((await rows.count("nobody-knows-it")).tenants).toBe(0);
});
