import { expect, test } from "vitest";
import { fakeHttpPorts } from "#test/fakes/fake-http-ports.ts";
import { Unauthenticated } from "../../errors.ts";
import type { Caller } from "./caller.ts";
import { hashTicket, issueTicket } from "./issue-ticket.ts";
import { personOf } from "./person-of.ts";
import { redeemTicket } from "./redeem-ticket.ts";

const anna: Caller = {
  id: "user:acme/anna",
  tenantId: "acme",
  userId: "anna",
  scopes: new Set(["memory:read", "chat"]),
  mayProvision: true,
};

function start(caller: Caller = anna) {
  const ports = fakeHttpPorts();
  const issue = () => issueTicket(ports, { caller, person: personOf(caller), requestId: "r" });
  return { ports, issue };
}

test("a ticket is never made twice, and stored as a hash alone", async () => {
  const { ports, issue } = start();
  const tickets = await Promise.all(Array.from({ length: 50 }, issue));
  expect(new Set(tickets.map(({ ticket }) => ticket)).size).toBe(50);
  for (const { ticket, expiresInSeconds } of tickets) {
    expect(ticket).toMatch(/^aimi_wt_[\w-]{43}$/);
    expect(expiresInSeconds).toBe(60);
    expect(ports.tickets.kept.has(hashTicket(ticket))).toBe(true);
    expect(JSON.stringify([...ports.tickets.kept])).not.toContain(ticket);
  }
});

test("who redeems it is who got it, and may chat and no more", async () => {
  const signIn = { id: "d1", issuedAt: 1, expiresAt: Number.MAX_SAFE_INTEGER };
  const { ports, issue } = start({ ...anna, signIn });
  const caller = await redeemTicket(ports, (await issue()).ticket);
  expect(caller).toEqual({ ...anna, scopes: new Set(["chat"]), mayProvision: false, signIn });
});

test("it remembers the key that it was issued to, so that its revocation counts", async () => {
  const key = { id: "k1", hash: "00" };
  const { ports, issue } = start({ ...anna, id: "key:k1", key });
  expect(await redeemTicket(ports, (await issue()).ticket)).toMatchObject({ id: "key:k1", key });
});

test.each([7, 0, null])(
  "it remembers its tenant's limit of %s calls a minute",
  async (tenantRatePerMinute) => {
    const { ports, issue } = start({ ...anna, tenantRatePerMinute });
    const caller = await redeemTicket(ports, (await issue()).ticket);
    expect(caller.tenantRatePerMinute ?? null).toBe(tenantRatePerMinute);
  },
);

test("it is redeemed once, whoever asks at the same time", async () => {
  const { ports, issue } = start();
  const { ticket } = await issue();
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => redeemTicket(ports, ticket)));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test.each(["", "x", "aimi_wt_", `aimi_wt_${"a".repeat(44)}`, "aimi_rt_abc"])(
  "what cannot be one is refused without a look-up: %j",
  async (ticket) => {
    const { ports } = start();
    ports.tickets.failing = true;
    await expect(redeemTicket(ports, ticket)).rejects.toThrow(Unauthenticated);
  },
);

test("issuing one wakes the database, and does not need it", async () => {
  const { ports, issue } = start();
  ports.databaseProbe.failing = true;
  expect((await issue()).ticket).toBeTruthy();
  expect(ports.log.lines).toMatchObject([{ level: "warn", what: "database not woken" }]);
});
