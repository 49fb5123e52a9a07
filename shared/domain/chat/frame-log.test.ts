import { expect, test } from "vitest";
import { wireFrames } from "#shared/adapters/frames/wire-frames.ts";
import { createFrameLog } from "./frame-log.ts";

const tool = { type: "tool", name: "search_memory", arguments: {}, result: null } as const;
const seqsOf = (frames: readonly { readonly seq: number }[]) => frames.map(({ seq }) => seq);

test("what is added while frames are being written is written next, and is not taken for written", () => {
  const log = createFrameLog("turn", wireFrames, []);
  log.hear("Hello");
  const frames = log.takeUnwritten({ isLast: false });
  log.add(tool);
  log.confirm(frames);
  expect([seqsOf(frames), seqsOf(log.written())]).toEqual([[1], [1]]);
  expect(seqsOf(log.takeUnwritten({ isLast: false }))).toEqual([2]);
});

test("half of a character waits for the other half, and goes alone only where nothing more comes", () => {
  const log = createFrameLog("turn", wireFrames, []);
  log.hear("a\ud83d");
  expect(log.takeUnwritten({ isLast: false })).toMatchObject([{ text: "a" }]);
  expect(log.hasNews()).toBe(true);
  log.hear("\ude00");
  expect(log.takeUnwritten({ isLast: false })).toMatchObject([{ text: "a" }, { text: "😀" }]);
});

test("frames go on after those of a runner before, and nobody is shown what is not written", () => {
  const before = [1, 2].map((seq) => ({ seq, body: { seq } }));
  const log = createFrameLog("turn", wireFrames, before);
  expect([log.isSilent(), log.writtenAfter(1)?.seq, log.writtenAfter(2)]).toEqual([true, 2, undefined]);
  log.add(tool);
  const frames = log.takeUnwritten({ isLast: false });
  expect([seqsOf(frames), log.writtenAfter(2)]).toEqual([[3], undefined]);
  log.confirm(frames);
  expect([log.isSilent(), log.writtenAfter(2)?.seq]).toEqual([false, 3]);
});
