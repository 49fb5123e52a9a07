import { expect, test } from "vitest";
import type { WireFrame } from "#shared/ports/turn-frames.ts";
import { fakeConnections } from "#test/fakes/fake-connections.ts";
import { fakeFrameSender } from "#test/fakes/fake-frame-sender.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { createDelivery } from "./deliver-frames.ts";

const framesOf = (length: number): WireFrame[] =>
  Array.from({ length }, (_, at) => ({ seq: at + 1, body: { seq: at + 1 } }));

function stage(frames: WireFrame[], opening?: WireFrame["body"]) {
  const ports = { frames: fakeFrameSender(), connections: fakeConnections(), log: fakeLog() };
  const delivery = createDelivery(ports, (seq) => frames[seq], { welcome: { seq: -1 }, opening });
  const seqsAt = (id: string) =>
    ports.frames.sent.flatMap(({ connectionId, frame }) =>
      connectionId === id ? [(frame as WireFrame).seq] : [],
    );
  return { ports, delivery, seqsAt };
}
const listener = (connectionId: string, after = 0, round = "") => ({ connectionId, after, round });

test("each socket gets what it misses, in order, and what comes later", async () => {
  const frames = framesOf(3);
  const { delivery, seqsAt } = stage(frames);
  delivery.update([listener("a"), listener("b", 2)]);
  await delivery.settle(1_000);
  frames.push(...framesOf(4).slice(3));
  delivery.update([listener("a"), listener("b", 2)]);
  await delivery.settle(1_000);
  expect([seqsAt("a"), seqsAt("b")]).toEqual([
    [1, 2, 3, 4],
    [3, 4],
  ]);
  expect(delivery.takeNews().served).toEqual([listener("a", 4), listener("b", 4)]);
  expect(delivery.takeNews().served).toEqual([]);
});

test("a socket that asks anew is sent from where it says", async () => {
  const { delivery, seqsAt } = stage(framesOf(3));
  delivery.update([listener("a")]);
  await delivery.settle(1_000);
  delivery.update([listener("a", 1, "again")]);
  await delivery.settle(1_000);
  expect(seqsAt("a")).toEqual([1, 2, 3, 2, 3]);
});

test("what comes before the first goes once to a socket that has asked for nothing itself", async () => {
  const frames = framesOf(1);
  const { delivery, seqsAt } = stage(frames, { seq: 0 });
  const listeners = [listener("a"), listener("sent", 0, "sent"), listener("b", 1)];
  delivery.update(listeners);
  await delivery.settle(1_000);
  frames.push(...framesOf(2).slice(1));
  delivery.update(listeners);
  await delivery.settle(1_000);
  expect([seqsAt("a"), seqsAt("sent"), seqsAt("b")]).toEqual([[0, 1, 2], [1, 2], [2]]);
});

test("who came to watch is told first what the turn answers, once", async () => {
  const frames = framesOf(1);
  const { delivery, seqsAt } = stage(frames);
  const listeners = [listener("a"), listener("watch", 0, "watch"), listener("told before", 1, "watch")];
  delivery.update(listeners);
  await delivery.settle(1_000);
  frames.push(...framesOf(2).slice(1));
  delivery.update(listeners);
  await delivery.settle(1_000);
  expect([seqsAt("a"), seqsAt("watch"), seqsAt("told before")]).toEqual([[1, 2], [-1, 1, 2], [2]]);
});

test("a socket that is named no more gets nothing further, until it is named again", async () => {
  const frames = framesOf(4);
  const { ports, delivery, seqsAt } = stage(frames);
  const gate = Promise.withResolvers<void>();
  const send = ports.frames.send.bind(ports.frames);
  ports.frames.send = async (id, frame) => {
    if (id === "a") await gate.promise;
    return await send(id, frame);
  };
  delivery.update([listener("a"), listener("b")]);
  delivery.update([listener("b")]);
  gate.resolve();
  await delivery.settle(1_000);
  // The first was under way.
  expect([seqsAt("a"), seqsAt("b")]).toEqual([[1], [1, 2, 3, 4]]);
  delivery.update([listener("a"), listener("b")]);
  await delivery.settle(1_000);
  expect(seqsAt("a")).toEqual([1, 2, 3, 4]);
  delivery.update([]);
  frames.push(...framesOf(6).slice(4));
  delivery.update([]);
  await delivery.settle(1_000);
  expect([seqsAt("a"), seqsAt("b")]).toEqual([
    [1, 2, 3, 4],
    [1, 2, 3, 4],
  ]);
  delivery.update([listener("a", 5, "again")]);
  await delivery.settle(1_000);
  expect([seqsAt("a"), seqsAt("b")]).toEqual([
    [1, 2, 3, 4, 6],
    [1, 2, 3, 4],
  ]);
});

test("a socket gets one frame at a time, and a slow one holds up no other", async () => {
  const frames = framesOf(3);
  const { ports, delivery, seqsAt } = stage(frames);
  const gate = Promise.withResolvers<void>();
  const send = ports.frames.send.bind(ports.frames);
  let atOnce = 0;
  ports.frames.send = async (id, frame) => {
    if (id === "slow") {
      atOnce += 1;
      await gate.promise;
      atOnce -= 1;
    }
    return await send(id, frame);
  };
  delivery.update([listener("slow"), listener("quick")]);
  await expect.poll(() => seqsAt("quick")).toEqual([1, 2, 3]);
  delivery.update([listener("slow"), listener("quick")]);
  expect([seqsAt("slow"), atOnce]).toEqual([[], 1]);
  await delivery.settle(10);
  gate.resolve();
  await delivery.settle(1_000);
  expect(seqsAt("slow")).toEqual([1, 2, 3]);
});

test("a socket where nobody is any more is told, forgotten, and sent nothing more", async () => {
  const { ports, delivery } = stage(framesOf(2));
  const owner = { tenantId: "acme", userId: "anna", signInId: null, connectedAt: 1, expiresAt: null };
  await ports.connections.put({ connectionId: "a", ...owner });
  ports.frames.gone.add("a");
  delivery.update([listener("a")]);
  await delivery.settle(1_000);
  expect(delivery.takeNews().gone).toEqual(["a"]);
  expect(ports.connections.open.size).toBe(0);
  ports.frames.gone.delete("a");
  delivery.update([listener("a")]);
  await delivery.settle(1_000);
  expect(ports.frames.sent).toEqual([]);
});

test("a post that fails is made again, and given up in the end until the socket asks anew", async () => {
  const { ports, delivery, seqsAt } = stage(framesOf(2));
  const send = ports.frames.send.bind(ports.frames);
  let failures = 2;
  ports.frames.send = async (id, frame) => {
    if (failures-- > 0) throw new Error("throttled");
    return await send(id, frame);
  };
  delivery.update([listener("a")]);
  await delivery.settle(5_000);
  expect(seqsAt("a")).toEqual([1, 2]);

  failures = Number.POSITIVE_INFINITY;
  delivery.update([listener("a", 0, "again")]);
  await delivery.settle(5_000);
  expect(ports.log.lines).toMatchObject([{ level: "warn" }]);
  failures = 0;
  delivery.update([listener("a", 0, "again")]);
  await delivery.settle(1_000);
  expect(seqsAt("a")).toEqual([1, 2]);
  delivery.update([listener("a", 1, "a third time")]);
  await delivery.settle(1_000);
  expect(seqsAt("a")).toEqual([1, 2, 2]);
});
