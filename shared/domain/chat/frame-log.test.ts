import { expect, test } from "vitest";
import { wireFrames } from "#shared/adapters/frames/wire-frames.ts";
import { createFrameLog } from "./frame-log.ts";

const tool = { type: "tool", name: "search_memory", arguments: {}, result: null } as const;
const seqsOf = (frames: readonly { readonly seq: number }[]) => frames.map(({ seq }) => seq);

test("what is added while frames are being written is written next, and is not taken for written", () => {
  const log = createFrameLog("turn", wireFrames, []);
  log.hear("Hello");
  const frames = log.takeUnwritten();
  log.add(tool);
  log.confirm(frames);
  expect([seqsOf(frames), seqsOf(log.written())]).toEqual([[1], [1]]);
  expect(seqsOf(log.takeUnwritten())).toEqual([2]);
});

test("frames go on after those of a runner before, and nobody is shown what is not written", () => {
  const before = [1, 2].map((seq) => ({ seq, body: { seq } }));
  const log = createFrameLog("turn", wireFrames, before);
  expect([log.isSilent(), log.writtenAfter(1)?.seq, log.writtenAfter(2)]).toEqual([true, 2, undefined]);
  log.add(tool);
  const frames = log.takeUnwritten();
  expect([seqsOf(frames), log.writtenAfter(2)]).toEqual([[3], undefined]);
  log.confirm(frames);
  expect([log.isSilent(), log.writtenAfter(2)?.seq]).toEqual([false, 3]);
});
