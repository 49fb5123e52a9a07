import { expect, test } from "vitest";
import { UpstreamUnavailable } from "#shared/errors.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { streamLines } from "./stream-lines.ts";

/** Pages of one line each, counted as they are read. */
function start(count: number, fails = Number.POSITIVE_INFINITY) {
  const read: number[] = [];
  let ended = false;
  async function* pages() {
    try {
      for (let at = 0; at < count; at++) {
        if (at === fails) throw new UpstreamUnavailable("the database");
        read.push(at);
        yield [{ at }];
      }
    } finally {
      ended = true;
    }
  }
  const log = fakeLog();
  return { read, log, hasEnded: () => ended, stream: streamLines(pages(), { log, requestId: "r" }) };
}
const linesOf = async (stream: ReadableStream) =>
  (await new Response(stream).text())
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

test("each record is a line", async () => {
  expect(await linesOf(start(3).stream)).toEqual([{ at: 0 }, { at: 1 }, { at: 2 }]);
});

test("nothing is read before somebody asks, and never more than was taken", async () => {
  const { stream, read } = start(5_000);
  const reader = stream.getReader();
  expect(read).toEqual([]);
  let most = 0;
  for (let taken = 1; taken <= 1_000; taken++) {
    await reader.read();
    most = Math.max(most, read.length - taken);
  }
  expect(most).toBe(0);
});

test("a reader that goes away ends the reading", async () => {
  const { stream, read, hasEnded } = start(5_000);
  const reader = stream.getReader();
  await reader.read();
  await reader.cancel();
  expect([read.length, hasEnded()]).toEqual([1, true]);
});

test("what fails on the way is told in a last line and in the log", async () => {
  const { stream, log } = start(5, 2);
  const error = { code: "upstream_unavailable", message: expect.any(String), request_id: "r" };
  expect(await linesOf(stream)).toEqual([{ at: 0 }, { at: 1 }, { kind: "error", error }]);
  expect(log.lines).toMatchObject([{ level: "error", fields: { request_id: "r" } }]);
});
