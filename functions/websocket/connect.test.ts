import { describe, expect, test } from "vitest";
import { createApiKey } from "#shared/domain/access/create-api-key.ts";
import { createTally } from "#shared/domain/metrics/create-tally.ts";
import type { AccessTokens } from "#shared/ports/access-tokens.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildSettings } from "#test/builders/build-settings.ts";
import { fakeAccessTokens } from "#test/fakes/fake-access-tokens.ts";
import { type FakeApiKeys, fakeApiKeys } from "#test/fakes/fake-api-keys.ts";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeConnections } from "#test/fakes/fake-connections.ts";
import { fakeFrameSender } from "#test/fakes/fake-frame-sender.ts";
import { type FakeGate, fakeGate } from "#test/fakes/fake-front-door.ts";
import { fakeIds } from "#test/fakes/fake-ids.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { fakeTenants } from "#test/fakes/fake-tenants.ts";
import { fakeTotals } from "#test/fakes/fake-totals.ts";
import { connect } from "./connect.ts";

interface Given {
  headers?: Record<string, string>;
  query?: Record<string, string>;
  environment?: Record<string, string>;
  failing?: boolean;
  keyRegister?: FakeApiKeys;
  prepare?(doors: { gate: FakeGate; accessTokens: AccessTokens }): Promise<unknown>;
}

const key = "an-operator-key-of-ours";
const strict = { AIMI_AUTH_MODE: "strict", AIMI_API_KEYS: key };

function storedKeys() {
  const store = createFakeMemoryStore();
  return fakeApiKeys(store, fakeTenants(store));
}

async function open({
  headers = {},
  query,
  environment,
  failing = false,
  keyRegister = storedKeys(),
  prepare,
}: Given) {
  const connections = fakeConnections();
  connections.failing = failing;
  const clock = fakeClock();
  const counting = { tally: createTally(clock), totals: fakeTotals() };
  const gate = fakeGate(clock);
  const accessTokens = fakeAccessTokens(clock);
  await prepare?.({ gate, accessTokens });
  const ports = {
    connections,
    frames: fakeFrameSender(),
    clock,
    log: fakeLog(),
    keyRegister,
    gate,
    accessTokens,
    ...counting,
  };
  const context = { eventType: "CONNECT" as const, connectionId: "s1", requestId: "r1", connectedAt: 5 };
  const event = { requestContext: context, headers, queryStringParameters: query ?? null };
  const { statusCode } = await connect(event, { settings: buildSettings(environment), ports });
  return { statusCode, ports, connection: connections.open.get("s1") };
}

describe("in dev mode a socket", () => {
  test("is the developer's where nobody is named", async () => {
    const { statusCode, connection } = await open({});
    expect(statusCode).toBe(200);
    expect(connection).toEqual({
      connectionId: "s1",
      tenantId: "default",
      userId: "dev-user",
      connectedAt: 5,
    });
  });

  test("is whose its query says", async () => {
    const { connection } = await open({ query: { user_id: "anna", tenant_id: "acme" } });
    expect(connection).toMatchObject({ userId: "anna", tenantId: "acme" });
  });

  test.each(["x-user-id", "X-User-Id", "X-USER-ID"])("is whose its header %s says", async (name) => {
    expect((await open({ headers: { [name]: "anna" } })).connection?.userId).toBe("anna");
  });

  test("is refused where header and query disagree", async () => {
    const { statusCode, connection } = await open({
      headers: { "x-user-id": "anna" },
      query: { user_id: "ben" },
    });
    expect([statusCode, connection]).toEqual([403, undefined]);
  });

  test.each<Record<string, string>>([{ user_id: "a b" }, { tenant_id: "a/b" }, { user_id: "" }])(
    "is refused for an id that is none: %j",
    async (query) => expect((await open({ query })).statusCode).toBe(400),
  );

  test("is refused with credentials that do not hold", async () => {
    expect((await open({ headers: { "X-Api-Key": "somebody-else's-key" } })).statusCode).toBe(401);
    expect((await open({ headers: { Authorization: "Bearer x" } })).statusCode).toBe(401);
  });
});

describe("in strict mode a socket", () => {
  test("is refused without credentials, and nothing is remembered", async () => {
    const { statusCode, connection, ports } = await open({ environment: strict });
    expect([statusCode, connection]).toEqual([401, undefined]);
    expect(ports.log.lines).toMatchObject([{ level: "warn", fields: { status: 401 } }]);
  });

  test("is let in with a key", async () => {
    const given = { environment: strict, headers: { "X-API-Key": key }, query: { user_id: "anna" } };
    expect(await open(given)).toMatchObject({ statusCode: 200, connection: { userId: "anna" } });
  });

  test("is refused with a key and no user, since nobody is a person there", async () => {
    const { statusCode, connection } = await open({ environment: strict, headers: { "x-api-key": key } });
    expect([statusCode, connection]).toEqual([400, undefined]);
  });
});

describe("a stored key", () => {
  const withKey = async (scope: string, more: Given = {}) => {
    const keyRegister = storedKeys();
    const { key } = await createApiKey(
      { apiKeys: keyRegister, ids: fakeIds(fakeClock()) },
      {
        caller: { scopes: new Set([scope]) },
        actor: buildActor({ tenantId: "acme" }),
        stage: "local",
        name: "a server",
        scopes: [scope],
        idempotency: null,
      },
    );
    return await open({
      environment: strict,
      ...more,
      keyRegister,
      headers: { "x-api-key": key, "x-user-id": "anna" },
    });
  };

  test("with the scope chat opens a socket for a user of its tenant", async () => {
    expect(await withKey("chat")).toMatchObject({
      statusCode: 200,
      connection: { tenantId: "acme", userId: "anna" },
    });
  });

  test("without it, or for another tenant, is refused", async () => {
    expect((await withKey("memory:read")).statusCode).toBe(403);
    expect((await withKey("chat", { query: { tenant_id: "other" } })).statusCode).toBe(403);
  });
});

describe("a person's token", () => {
  const at = fakeClock().now();
  const claims = {
    tenantId: "acme",
    userId: "anna",
    signInId: "s1",
    issuedAt: at,
    expiresAt: at + 900_000,
  };
  const withToken = (given: Given & { claims?: object } = {}) =>
    open({
      environment: strict,
      ...given,
      headers: { authorization: "Bearer fake.1.token", ...given.headers },
      async prepare(doors) {
        await doors.accessTokens.issue({ ...claims, ...given.claims });
        await given.prepare?.(doors);
      },
    });

  test("opens a socket for its person, and for nobody else", async () => {
    expect(await withToken()).toMatchObject({
      statusCode: 200,
      connection: { tenantId: "acme", userId: "anna" },
    });
    expect((await withToken({ headers: { "x-user-id": "ben" } })).statusCode).toBe(403);
    expect((await withToken({ query: { user_id: "ben" } })).statusCode).toBe(403);
    expect((await withToken({ query: { tenant_id: "other" } })).statusCode).toBe(403);
  });

  test("that has expired, was revoked, or is of somebody who is shut out opens none", async () => {
    expect((await withToken({ claims: { expiresAt: at } })).statusCode).toBe(401);
    const revoked = await withToken({ prepare: ({ gate }) => gate.tell("sign-in:s1") });
    expect([revoked.statusCode, revoked.connection]).toEqual([401, undefined]);
    const shutOut = await withToken({ prepare: ({ gate }) => gate.shutOut("acme", "anna") });
    expect([shutOut.statusCode, shutOut.connection]).toEqual([403, undefined]);
  });
});

test("each that asks is counted, by whether it was let in", async () => {
  const countedOf = async (given: Given) => Object.keys((await open(given)).ports.tally.take().added);
  const field = (outcome: string) => JSON.stringify(["aimi_websocket_connects_total", outcome]);
  expect(await countedOf({})).toEqual([field("accepted")]);
  expect(await countedOf({ environment: strict })).toEqual([field("refused")]);
  expect(await countedOf({ failing: true })).toEqual([field("failed")]);
});

test("a store that is away refuses the socket as a fault of ours, and the log knows the cause", async () => {
  const { statusCode, ports } = await open({ failing: true });
  expect(statusCode).toBe(500);
  expect(ports.log.lines).toMatchObject([{ level: "error", fields: { error: expect.any(Error) } }]);
});
