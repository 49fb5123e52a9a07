import { expect, test } from "vitest";
import { closing, idOf, ofType, ok, open, post, start } from "./test-socket-api.ts";

test("a frame of 32 KB passes, a larger one closes with 1009", async () => {
  await start();
  const socket = await open();
  socket.send("x".repeat(32 * 1024));
  await expect.poll(() => ofType("MESSAGE")).toHaveLength(1);
  socket.send("x".repeat(32 * 1024 + 1));
  expect((await closing(socket))[0]).toBe(1009);
  await expect.poll(() => ofType("DISCONNECT")).toHaveLength(1);
  expect(ofType("DISCONNECT")[0]?.requestContext.disconnectStatusCode).toBe(1009);
  expect(ofType("MESSAGE")).toHaveLength(1);
});

test("a message of 128 KB in frames passes, a larger one closes with 1009", async () => {
  await start();
  const socket = await open();
  const frame = "x".repeat(32 * 1024);
  for (let sent = 1; sent <= 4; sent += 1) socket.send(frame, { fin: sent === 4 });
  await expect.poll(() => ofType("MESSAGE")).toHaveLength(1);
  expect(ofType("MESSAGE")[0]?.body).toHaveLength(128 * 1024);
  for (let sent = 1; sent <= 5; sent += 1) socket.send(frame, { fin: sent === 5 });
  expect((await closing(socket))[0]).toBe(1009);
  expect(ofType("MESSAGE")).toHaveLength(1);
});

test("a binary frame closes with 1003", async () => {
  await start();
  const socket = await open();
  socket.send(Buffer.from("{}"));
  expect((await closing(socket))[0]).toBe(1003);
  expect(ofType("MESSAGE")).toEqual([]);
});

test("a silent connection is closed, one that talks in either direction is not", async () => {
  await start(ok, { idleMs: 3_000 });
  const talking = await open();
  const id = idOf();
  let closed = false;
  talking.on("close", () => {
    closed = true;
  });
  const silent = await open();
  const silence = closing(silent);
  for (let round = 0; round < 8; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    if (round % 2) talking.send("still here");
    else await post(id, "still here");
  }
  expect(await silence).toEqual([1001, "Going away"]);
  expect(closed).toBe(false);
});

test("a connection that is old enough is closed, whatever it says", async () => {
  await start(ok, { maxMs: 150 });
  expect(await closing(await open())).toEqual([1001, "Going away"]);
});
