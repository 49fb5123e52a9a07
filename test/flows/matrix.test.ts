import { beforeAll, describe, expect, test, vi } from "vitest";
import type { Contract } from "#shared/wire/http/contract.ts";
import { type Row, routeRows } from "#test/access/matrix.ts";
import { type Answer, call, refusal } from "./call.ts";
import { type Cast, type Headers, makeCast, personScopes } from "./matrix/cast.ts";
import { type Refusal, refusalsOf, toBearer } from "./matrix/refusals.ts";
import { memoryClient } from "./memory-client.ts";
import { startOwnCloud } from "./own-cloud.ts";
import { makeCoachThings } from "./refusals/make-coach-things.ts";
import { contracts, type Sample, samplesFor, sendSample, titleOf } from "./refusals/sample-requests.ts";
import { rowsOf } from "./rows.ts";

const operatorKey = "an-operator-key-of-a-test";
const cloud = await startOwnCloud({ settings: { AIMI_AUTH_MODE: "strict", AIMI_API_KEYS: operatorKey } });
const { url, environment } = cloud;
const rows = rowsOf(environment);
const codes = { 400: "validation_failed", 401: "unauthenticated", 403: "forbidden", 404: "not_found" };

let cast: Cast;
let samples: Readonly<Record<string, Sample>>;
let before: readonly Readonly<Record<string, number>>[];

const countAll = async () => [await rows.count(cast.home), await rows.count(cast.abroad)];

beforeAll(async () => {
  cast = await makeCast({ url, environment, operatorKey });
  const owner = memoryClient(url, {
    tenant: cast.home,
    headers: { ...cast.asOperator, "x-user-id": "anna" },
  });
  const { id: messageId } = await owner.write({ content: "written by anna" });
  await owner.write({ conversation_id: "to-be-erased", content: "erased in the end" });
  const { id: memoryId } = await owner.remember({ content: "remembered for anna" });
  await owner.untilEmbedded(messageId);
  const key = await owner.send("/v1/admin/api-keys", { name: "of the tenant", scopes: ["chat"] });
  const run = await owner.send("/v1/admin/retention/run", { dry_run: true });
  samples = samplesFor(
    cast.home,
    messageId,
    memoryId,
    (key.json() as { id: string }).id,
    (run.json() as { run_id: string }).run_id,
    await rows.failJob(cast.home),
    cast.device,
    undefined,
    undefined,
    await makeCoachThings(owner),
  );
  await vi.waitUntil(async () => (await rows.count(cast.home)).outbox === 0, { timeout: 30_000 });
  before = await countAll();
});

const rowOf = (contract: Contract): Row => routeRows[titleOf(contract)]!;
const titled = (wanted: (row: Row) => boolean) =>
  contracts
    .filter((contract) => wanted(rowOf(contract)))
    .map((contract) => [titleOf(contract), contract] as const);

/** The good request of a route without a word of whose it is: that the credentials say. */
function send(
  contract: Contract,
  headers: Headers,
  query: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const { query: said, body, ...sample } = samples[contract.operationId]!;
  const withoutNames = (fields: Sample["body"]) =>
    fields && { ...fields, tenant_id: undefined, user_id: undefined };
  const anonymous = {
    ...sample,
    ...(said && { query: withoutNames(said)! }),
    ...(body && { body: withoutNames(body)! }),
  };
  return sendSample(url, contract, anonymous, { headers, query });
}

describe.each(titled(({ may }) => may !== "open" && may !== "dev"))("%s", (_title, contract) => {
  test.each(
    refusalsOf(rowOf(contract)).map((given): [string, Refusal] => [
      `${given.what} with ${given.status}`,
      given,
    ]),
  )("refuses %s", async (_what, { headers, query, status }) => {
    const answer = await send(contract, headers(cast), query?.(cast));
    expect([answer.status, refusal(answer).code]).toEqual([status, codes[status]]);
  });
});

describe("what was refused", () => {
  test("has left nothing behind", async () => {
    expect(await countAll()).toEqual(before);
  });
});

describe.each(titled(({ may }) => may === "open"))("%s", (_title, contract) => {
  test("asks for no credentials and minds none, bad ones included", async () => {
    const statuses = [];
    for (const headers of [{}, cast.anna, cast.forged, cast.revokedKey, { "x-api-key": "wrong" }]) {
      statuses.push((await send(contract, headers)).status);
    }
    expect(new Set(statuses).size).toBe(1);
  });
});

describe.each(titled(({ may }) => may === "dev"))("%s", (_title, contract) => {
  test("is not there, whoever asks", async () => {
    for (const headers of [{}, cast.anna, cast.asOperator]) {
      expect((await send(contract, headers)).status).toBe(404);
    }
  });
});

test("a batch is refused where one of its messages is for a user who is disabled", async () => {
  const ask = (...users: string[]) =>
    call(`${url}/v1/messages/batch`, {
      headers: cast.keyWith["memory:write"],
      body: {
        messages: users.map((user_id) => ({
          ...{ conversation_id: "batch", role: "user", content: "hello", user_id },
        })),
      },
    });
  const refused = await ask("eva", "dora");
  expect([refused.status, refusal(refused).message]).toEqual([403, "this user is disabled"]);
  const message = { conversation_id: "batch", role: "user", content: "hello", user_id: "dora" };
  const body = { messages: [{ ...message, tenant_id: cast.home }] };
  const asOperator = await call(`${url}/v1/messages/batch`, { headers: cast.asOperator, body });
  expect([asOperator.status, refusal(asOperator).code]).toEqual([403, "forbidden"]);
  expect(await countAll()).toEqual(before);
});

// Last, since these are let in and may change things.
describe.each(titled(({ may }) => may !== "open" && may !== "dev"))("%s", (_title, contract) => {
  const { may, leaves, keyAsBearer } = rowOf(contract) as Row & { may: (typeof personScopes)[number] };
  const somebody = () => (leaves ? crypto.randomUUID() : "anna");
  const isLetIn = async (headers: Headers) => {
    const { status, text } = await send(contract, headers);
    expect([401, 403], text).not.toContain(status);
    expect(status).toBeLessThan(500);
  };

  test(`lets in a key with the scope ${may}`, () =>
    isLetIn({ ...cast.keyWith[may], "x-user-id": somebody() }));
  test.runIf(keyAsBearer)("lets in the same key as a bearer, and the operator's", async () => {
    for (const headers of [cast.keyWith[may], cast.asOperator]) {
      await isLetIn({ ...toBearer(headers), "x-user-id": somebody() });
    }
  });
  test("lets in the stage's operator", () => isLetIn({ ...cast.asOperator, "x-user-id": somebody() }));
  test.runIf(personScopes.includes(may))("lets in a person", async () =>
    isLetIn(await cast.personFor(somebody(), 60_000)),
  );
});
