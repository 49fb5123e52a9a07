import { expect, test } from "vitest";
import { buildPerson } from "#test/builders/build-person.ts";
import { fakeConnections } from "#test/fakes/fake-connections.ts";
import { fakeFrameSender } from "#test/fakes/fake-frame-sender.ts";
import { socketAnnouncements } from "./socket-announcements.ts";

const anna = buildPerson();
const ended = { clientConversationId: "c", title: "Running", summary: null };

async function start(...connectionIds: string[]) {
  const connections = fakeConnections();
  const frames = fakeFrameSender();
  const { tenantId, userId } = anna;
  for (const connectionId of connectionIds) {
    const socket = { connectionId, tenantId, userId, signInId: null, expiresAt: null };
    await connections.put({ ...socket, connectedAt: Date.UTC(2026, 0, 31, 9, 30) });
  }
  const announcements = socketAnnouncements({ audience: connections, connections, frames });
  return { connections, frames, tell: () => announcements.sessionEnded(anna, ended) };
}

test("every open socket hears that a session has ended; where nobody is any more, it is forgotten", async () => {
  const { connections, frames, tell } = await start("a", "b", "c");
  frames.gone.add("b");
  expect(await tell()).toBe(2);
  const frame = { type: "session.ended", conversation_id: "c", title: "Running", summary: null };
  expect(frames.sent).toEqual([
    { connectionId: "a", frame },
    { connectionId: "c", frame },
  ]);
  expect([...connections.open.keys()]).toEqual(["a", "c"]);
});

test("a socket that takes nothing keeps no other from it; that none takes it is told", async () => {
  const { frames, tell } = await start("a", "b");
  const { send } = frames;
  const refusing = new Set(["a"]);
  frames.send = (id, frame) => (refusing.has(id) ? Promise.reject(new Error("no answer")) : send(id, frame));
  expect(await tell()).toBe(1);
  refusing.add("b");
  await expect(tell()).rejects.toThrow("no answer");
});

test("nobody there is no failure", async () => {
  const { tell } = await start();
  expect(await tell()).toBe(0);
});
