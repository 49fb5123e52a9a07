import { expect, test } from "vitest";
import { serverFrame } from "#shared/wire/frames/server-frame.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { fakeConnections } from "#test/fakes/fake-connections.ts";
import { fakeFrameSender } from "#test/fakes/fake-frame-sender.ts";
import { socketAnnouncements } from "./socket-announcements.ts";

const anna = buildPerson();
const ended = { clientConversationId: "c", title: "Running", summary: null };
const due = {
  deliveryId: "019a0000-0000-7000-8000-00000000000d",
  reminderId: "019a0000-0000-7000-8000-00000000000e",
  text: "stretch",
  dueAt: Date.UTC(2026, 0, 31, 9, 30),
  recurrence: "FREQ=DAILY",
};
const dueFrame = {
  type: "reminder.due",
  delivery_id: due.deliveryId,
  reminder: {
    id: due.reminderId,
    text: "stretch",
    due_at: "2026-01-31T09:30:00.000Z",
    recurrence: "FREQ=DAILY",
  },
};

async function start(...connectionIds: string[]) {
  const connections = fakeConnections();
  const frames = fakeFrameSender();
  const { tenantId, userId } = anna;
  const connect = async (connectionId: string) => {
    const socket = { connectionId, tenantId, userId, signInId: null, expiresAt: null };
    await connections.put({ ...socket, connectedAt: Date.UTC(2026, 0, 31, 9, 30) });
  };
  for (const connectionId of connectionIds) await connect(connectionId);
  const late: string[] = [];
  const wait = async () => {
    for (const connectionId of late.splice(0)) await connect(connectionId);
  };
  const time = { nowMs: 0 };
  const nowMs = () => time.nowMs;
  const announcements = socketAnnouncements({ audience: connections, connections, frames, wait, nowMs });
  return {
    late,
    time,
    connections,
    frames,
    announcements,
    tell: () => announcements.sessionEnded(anna, ended),
  };
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

test("a reminder that is due, and that it is closed, is heard by every socket of the person", async () => {
  const { frames, announcements } = await start("a", "b");
  frames.gone.add("b");
  expect(await announcements.reminderDue(anna, due)).toBe(1);
  expect(await announcements.reminderClosed(anna, due.deliveryId)).toBe(1);
  expect(frames.sent).toEqual([
    { connectionId: "a", frame: dueFrame },
    { connectionId: "a", frame: { type: "reminder.closed", delivery_id: due.deliveryId } },
  ]);
  for (const { frame } of frames.sent) expect(serverFrame.parse(frame)).toEqual(frame);
});

test("a socket that knows is left out", async () => {
  const { frames, announcements } = await start("a", "b");
  expect(await announcements.reminderClosed(anna, due.deliveryId, "a")).toBe(1);
  expect(frames.sent.map(({ connectionId }) => connectionId)).toEqual(["b"]);
});

test("what a socket missed is told to it alone, in order", async () => {
  const { frames, announcements } = await start("a", "b");
  const later = { ...due, deliveryId: "019a0000-0000-7000-8000-00000000000f" };
  expect(await announcements.remindSocket(anna, "b", [due, later])).toBe(2);
  expect(frames.sent).toEqual([
    { connectionId: "b", frame: dueFrame },
    { connectionId: "b", frame: { ...dueFrame, delivery_id: later.deliveryId } },
  ]);
});

test("a socket that is found by its person only a moment after it opened hears what it missed", async () => {
  const { late, announcements } = await start("a");
  late.push("b");
  expect(await announcements.remindSocket(anna, "b", [due])).toBe(1);
});

test("where one socket is gone and the other takes nothing, nobody heard, and that is told", async () => {
  const { frames, announcements } = await start("a", "b");
  frames.gone.add("a");
  const send = frames.send;
  frames.send = async (id, frame) => {
    if (id === "b") throw new Error("the gateway does not answer");
    return await send(id, frame);
  };
  await expect(announcements.reminderDue(anna, due)).rejects.toThrow();
});

test("a socket that is gone, or another person's, hears nothing of what was missed", async () => {
  const { connections, frames, announcements } = await start("a");
  const ben = { tenantId: anna.tenantId, userId: "ben" };
  expect(await announcements.remindSocket(ben, "a", [due])).toBe(0);
  frames.gone.add("a");
  expect(await announcements.remindSocket(anna, "a", [due, due])).toBe(0);
  expect([frames.sent, connections.open.size]).toEqual([[], 0]);
});

test("a socket that takes its time is told some of what it missed, and how much", async () => {
  const { frames, time, announcements } = await start("a");
  const { send } = frames;
  frames.send = (id, frame) => {
    time.nowMs += 6_000;
    return send(id, frame);
  };
  expect(await announcements.remindSocket(anna, "a", Array(9).fill(due))).toBe(3);
  expect(frames.sent).toHaveLength(3);
});

test("a socket that fails midway has heard what came before; one that fails at once, that is told", async () => {
  const { frames, announcements } = await start("a");
  const { send } = frames;
  frames.send = (id, frame) =>
    frames.sent.length === 2 ? Promise.reject(new Error("no answer")) : send(id, frame);
  expect(await announcements.remindSocket(anna, "a", Array(9).fill(due))).toBe(2);
  await expect(announcements.remindSocket(anna, "a", [due])).rejects.toThrow("no answer");
});
