import { expect, test } from "vitest";
import type { AuthorizerContext } from "#functions/ws-authorizer/authorizer-event.ts";
import { deriveOwnerId } from "#shared/domain/access/derive-ids.ts";
import { createTally } from "#shared/domain/metrics/create-tally.ts";
import { fakeCatchUps } from "#test/fakes/fake-catch-ups.ts";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeConnections } from "#test/fakes/fake-connections.ts";
import { fakeFrameSender } from "#test/fakes/fake-frame-sender.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { fakeTotals } from "#test/fakes/fake-totals.ts";
import { connect } from "./connect.ts";

const anna: AuthorizerContext = { tenant_id: "acme", user_id: "anna", caller_id: "user:acme/anna" };

async function open(
  authorizer: AuthorizerContext | undefined,
  { failing = false, queueFailing = false } = {},
) {
  const connections = fakeConnections();
  connections.failing = failing;
  const catchUps = fakeCatchUps();
  catchUps.failing = queueFailing;
  const clock = fakeClock();
  const ports = {
    connections,
    catchUps,
    frames: fakeFrameSender(),
    clock,
    log: fakeLog(),
    tally: createTally(clock),
    totals: fakeTotals(),
  };
  const requestContext = {
    eventType: "CONNECT" as const,
    connectionId: "s1",
    requestId: "r1",
    connectedAt: 5,
    ...(authorizer && { authorizer }),
  };
  const { statusCode } = await connect({ requestContext }, { ports });
  return { statusCode, ports, connection: connections.open.get("s1") };
}

test("a socket is whose the authorizer says", async () => {
  const { statusCode, connection } = await open(anna);
  expect(statusCode).toBe(200);
  expect(connection).toEqual({
    connectionId: "s1",
    tenantId: "acme",
    userId: "anna",
    connectedAt: 5,
    signInId: null,
    expiresAt: null,
  });
});

test("a socket of a sign-in remembers it, and when its token expires", async () => {
  const { connection } = await open({ ...anna, sign_in_id: "d1", token_expires_at: "1769851800123" });
  expect(connection).toMatchObject({ signInId: "d1", expiresAt: 1_769_851_800_123 });
});

test("a socket of a key remembers it", async () => {
  const { connection } = await open({ ...anna, key_id: "k1", key_hash: "a".repeat(64) });
  expect(connection).toMatchObject({ signInId: null, keyId: "k1" });
});

test("a socket that opens is to be told what came due without it", async () => {
  const { ports } = await open(anna);
  const ownerId = deriveOwnerId("acme", "anna");
  expect(ports.catchUps.asked).toEqual([
    { tenantId: "acme", userId: "anna", ownerId, connectionId: "s1", requestId: "r1" },
  ]);
});

test("a socket opens though nobody can be asked to tell it, and the log knows why", async () => {
  const { statusCode, connection, ports } = await open(anna, { queueFailing: true });
  expect([statusCode, connection?.userId]).toEqual([200, "anna"]);
  expect(ports.log.lines).toMatchObject([
    { level: "warn", what: "catch-up not asked for", fields: { connection_id: "s1" } },
    { what: "connected" },
  ]);
});

test("a socket for which no authorizer spoke is nobody's, and refused", async () => {
  const { statusCode, connection, ports } = await open(undefined);
  expect([statusCode, connection]).toEqual([500, undefined]);
  expect(ports.log.lines).toMatchObject([{ level: "error", what: "not connected" }]);
});

test("a store that is away refuses the socket as a fault of ours, and the log knows the cause", async () => {
  const { statusCode, ports } = await open(anna, { failing: true });
  expect(statusCode).toBe(500);
  expect(ports.log.lines).toMatchObject([{ level: "error", fields: { error: expect.any(Error) } }]);
});

test("each that opens is counted, and each that fails", async () => {
  const countedOf = async (...given: Parameters<typeof open>) =>
    Object.keys((await open(...given)).ports.tally.take().added);
  const field = (outcome: string) => JSON.stringify(["aimi_websocket_connects_total", outcome]);
  expect(await countedOf(anna)).toEqual([field("accepted")]);
  expect(await countedOf(anna, { failing: true })).toEqual([field("failed")]);
});
