import { expect, test } from "vitest";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeConnections } from "#test/fakes/fake-connections.ts";
import { fakeFrameSender } from "#test/fakes/fake-frame-sender.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { createTally } from "../metrics/create-tally.ts";
import { postFrame } from "./post-frame.ts";
import { postInOrder } from "./post-in-order.ts";

function start() {
  const clock = fakeClock();
  return {
    frames: fakeFrameSender(),
    connections: fakeConnections(clock),
    tally: createTally(clock),
    log: fakeLog(),
    postDeadlineMs: 20,
  };
}
const pong = { type: "pong" };

test("a frame that arrives is counted as sent", async () => {
  const ports = start();
  expect(await postFrame(ports, "s1", pong)).toBe("sent");
  expect(Object.keys(ports.tally.take().added)).toEqual(['["aimi_websocket_frames_total","pong","sent"]']);
});

test("a socket where nobody is any more is forgotten", async () => {
  const ports = start();
  await ports.connections.put({
    ...{ connectionId: "s1", tenantId: "acme", userId: "anna", signInId: null, expiresAt: null },
    connectedAt: ports.connections.open.size,
  });
  ports.frames.gone.add("s1");
  expect(await postFrame(ports, "s1", pong)).toBe("gone");
  expect(ports.connections.open.size).toBe(0);
});

test("a socket that fails, or takes nothing in time, is no failure of the caller's", async () => {
  for (const send of [
    () => Promise.reject(new Error("throttled")),
    () => new Promise<never>(() => undefined),
  ]) {
    const ports = { ...start(), frames: { send } };
    expect(await postFrame(ports, "s1", pong)).toBe("failed");
    expect(ports.log.lines).toMatchObject([{ level: "warn", what: "frame not posted" }]);
  }
});

test("a post that fails is made again, and a socket that is gone is asked once", async () => {
  let tried = 0;
  const send = async () => {
    tried += 1;
    if (tried < 3) throw new Error("throttled");
    return "sent" as const;
  };
  const ports = { ...start(), postDeadlineMs: 5_000, frames: { send } };
  expect(await postFrame(ports, "s1", pong)).toBe("sent");
  const gone = async () => {
    tried += 1;
    return "gone" as const;
  };
  expect(await postFrame({ ...ports, frames: { send: gone } }, "s1", pong)).toBe("gone");
  expect(tried).toBe(4);
});

test("behind a frame that did not arrive, none is posted", async () => {
  const ports = start();
  const tried: unknown[] = [];
  const send = async (_id: string, frame: unknown) => {
    tried.push(frame);
    if (tried.length > 1) throw new Error("throttled");
    return "sent" as const;
  };
  const frames = [1, 2, 3].map((seq) => ({ type: "chat.delta", seq }));
  expect(await postInOrder({ ...ports, postDeadlineMs: 5_000, frames: { send } }, "s1", frames)).toBe(
    "failed",
  );
  expect(tried).toEqual([1, 2, 2, 2].map((seq) => ({ type: "chat.delta", seq })));
});
