import { expect, test } from "vitest";
import { buildPerson } from "#test/builders/build-person.ts";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { IdempotencyMismatch, UpstreamUnavailable } from "../../errors.ts";
import type { Acceptance, Accepted } from "../../ports/turn-stream.ts";
import { deriveTurnId } from "../access/derive-ids.ts";
import { acceptTurn } from "./accept-turn.ts";

const underKey = { name: "key", requestHash: "aa" };

const person = { ...buildPerson(), callerId: "user:anna", mayProvision: false };
const knock = {
  now: 0,
  revocable: [],
  persons: [],
  rates: [],
  marksOutbox: true,
  counts: { added: {}, reported: {} },
};
const waits: Accepted = { outcome: "waits", knock: null };
const mismatch: Accepted = { outcome: "mismatch", knock: null };
const accepted: Accepted = {
  outcome: "accepted",
  knock: null,
  clientConversationId: "home",
  conversationId: "c",
  unbegun: [],
  listeners: [],
  isNewListener: false,
};

/** A session in progress that gives these answers, one after the other; an error is none. */
function start(answers: (Accepted | Error)[]) {
  const clock = fakeClock();
  const asked: boolean[] = [];
  const accept = async ({ afterTurnId, under, insists }: Acceptance) => {
    expect([afterTurnId, under]).toEqual([first, underKey]);
    asked.push(insists);
    const answer = answers.shift() ?? waits;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const ports = { turnStream: { accept }, clock, wait: async (ms: number) => clock.advance(ms) };
  const send = () =>
    acceptTurn(ports, {
      person,
      clientMessageId: "second",
      clientConversationId: "home",
      text: "and then?",
      under: underKey,
      after: "first",
      connectionId: null,
      listensUntil: null,
      requestId: "r",
      ratePerMinute: 0,
      letIn: (_, carry) => carry(knock),
    });
  return { asked, send };
}

const first = deriveTurnId(person.ownerId, "first");

test("a message waits for the one that it names, though a look for it fails", async () => {
  const { asked, send } = start([waits, new Error("Redis is away"), waits, accepted]);
  expect(await send()).toMatchObject({ outcome: "accepted", turnId: deriveTurnId(person.ownerId, "second") });
  expect(asked).toEqual([false, false, false, false]);
});

test("after five seconds a message goes without the one that it names", async () => {
  const answers = Array.from({ length: 50 }, () => waits);
  const { asked, send } = start([...answers, accepted]);
  expect(await send()).toMatchObject({ outcome: "accepted" });
  expect(asked.at(-1)).toBe(true);
  expect(new Set(asked.slice(0, -1))).toEqual(new Set([false]));
});

test("a message that cannot be taken in is refused", async () => {
  await expect(start([new Error("Redis is away")]).send()).rejects.toThrow(UpstreamUnavailable);
});

test.each([
  ["at once", []],
  ["that another door took in while it waited", [waits, waits]],
])("a message whose key named another one %s is a mismatch, and waits no more", async (_when, before) => {
  const { asked, send } = start([...before, mismatch, accepted]);
  await expect(send()).rejects.toThrow(IdempotencyMismatch);
  expect(asked).toHaveLength(before.length + 1);
});
