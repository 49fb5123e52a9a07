import { beforeEach, describe, expect, test } from "vitest";
import { NotFound, UpstreamUnavailable } from "#shared/errors.ts";
import { buildAppend, buildMessage } from "#test/builders/build-append.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { fakeHttpPorts } from "#test/fakes/fake-http-ports.ts";
import { clearConversation } from "../memory/clear-conversation.ts";
import { eraseConversation } from "./erase-conversation.ts";
import { resetConversation } from "./reset-conversation.ts";

const person = buildPerson();
const message = buildMessage(person, { clientConversationId: "c" });
const { conversationId } = message;
let ports: ReturnType<typeof fakeHttpPorts>;
/** What was done to the stores, in order. */
let done: [what: string, ...given: unknown[]][];

beforeEach(async () => {
  ports = fakeHttpPorts();
  done = [];
  await ports.messages.append(buildAppend(person, [message]));
  note(ports.turnStream, "forgetSession");
  note(ports.turnStream, "forgetConversation");
  note(ports.conversations, "reset");
  note(ports.conversations, "erase");
  note(ports.memories, "clear");
});

function note<Port extends object>(port: Port, name: keyof Port & string): void {
  const verb = port[name] as (...given: unknown[]) => unknown;
  Object.assign(port, {
    [name]: (...given: unknown[]) => {
      done.push([name, ...given]);
      return verb(...given);
    },
  });
}

const verbs = {
  reset: () => resetConversation(ports, { person, clientId: "c", requestId: "r" }),
  erase: () => eraseConversation(ports, { person, clientId: "c" }),
  clear: () => clearConversation(ports, { actor: person, clientConversationId: "c" }),
};

test.each([
  ["reset", ["reset", "forgetSession"]],
  ["erase", ["forgetConversation", "erase"]],
  ["clear", ["forgetConversation", "clear"]],
] as const)(
  "to %s forgets what was said lately, in an order that a repeat makes good",
  async (verb, order) => {
    await verbs[verb]();
    expect(done.map(([what]) => what)).toEqual(order);
    const forgotten = done.find(([what]) => what.startsWith("forget"))!;
    expect(forgotten[1]).toBe(conversationId);
  },
);

describe("while the session in progress does not answer", () => {
  beforeEach(() => {
    ports.turnStream.failing = true;
  });

  test.each(["erase", "clear"] as const)("to %s says so and takes nothing", async (verb) => {
    await expect(verbs[verb]()).rejects.toThrow(UpstreamUnavailable);
    expect(ports.store.messages.size).toBe(1);
    ports.turnStream.failing = false;
    await verbs[verb]();
    expect(ports.store.messages.size).toBe(0);
  });

  test("to reset says so, and a repeat does it", async () => {
    await expect(verbs.reset()).rejects.toThrow(UpstreamUnavailable);
    ports.turnStream.failing = false;
    await verbs.reset();
    expect(ports.store.messages.size).toBe(1);
  });
});

test("what is not there is neither reset nor erased; to clear it is no error", async () => {
  const other = buildPerson();
  await expect(resetConversation(ports, { person: other, clientId: "c", requestId: "r" })).rejects.toThrow(
    NotFound,
  );
  await expect(eraseConversation(ports, { person: other, clientId: "c" })).rejects.toThrow(NotFound);
  expect(await clearConversation(ports, { actor: other, clientConversationId: "c" })).toBe(0);
  expect(ports.store.messages.size).toBe(1);
});
