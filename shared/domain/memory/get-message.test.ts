import { expect, test } from "vitest";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildAppend, buildMessage } from "#test/builders/build-append.ts";
import { fakeHttpPorts } from "#test/fakes/fake-http-ports.ts";
import { NotFound } from "../../errors.ts";
import { getMessage } from "./get-message.ts";

test("a message is given as it was stored", async () => {
  const ports = fakeHttpPorts();
  const actor = buildActor();
  const message = buildMessage(actor, { content: "hello", metadata: { mood: "fine" } });
  await ports.messages.append(buildAppend(actor, [message]));
  expect(await getMessage(ports, { actor, id: message.id })).toMatchObject({
    id: message.id,
    content: "hello",
    metadata: { mood: "fine" },
    embeddingStatus: "pending",
  });
});

test("a message of somebody else is not found, as if it were not there", async () => {
  const ports = fakeHttpPorts();
  const actor = buildActor();
  const message = buildMessage(actor);
  await ports.messages.append(buildAppend(actor, [message]));
  await expect(getMessage(ports, { actor: buildActor(), id: message.id })).rejects.toThrow(NotFound);
});
