import { describe, expect, test } from "vitest";
import type { DoneFrame, ToolFrame } from "../../../ports/turn-frames.ts";
import { serverFrame } from "../../../wire/frames/server-frame.ts";
import { encodeFrame } from "./encode-frame.ts";

const turnId = "80a943ef-dad8-52bd-9b0d-2d7c19e0205c";
const messageId = "c1247b4e-5d8f-b73e-8da8-d28d36cf6e24";
const usage = { model: "m", promptTokens: 100, completionTokens: 20, costMicros: 1_250 };
const doneOf = (given: Partial<DoneFrame> = {}): DoneFrame => ({
  type: "done",
  seq: 3,
  messageId,
  text: "Hello",
  finishReason: "stop",
  memories: [],
  usage,
  ...given,
});
const memoryOf = (content: string, score = 0.5) =>
  ({ id: messageId, kind: "memory", type: "fact", content, score }) as const;
const toolOf = (given: Partial<ToolFrame>): ToolFrame => ({
  type: "tool",
  seq: 1,
  name: "find",
  arguments: {},
  result: null,
  ...given,
});
const encode = (frame: Parameters<typeof encodeFrame>[1]) => {
  const { body } = encodeFrame(turnId, frame);
  return serverFrame.parse(JSON.parse(JSON.stringify(body))) as Record<string, unknown>;
};
const sizeOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe("a frame on the wire", () => {
  test("says whose it is and where it stands", () => {
    expect(encodeFrame(turnId, { type: "delta", seq: 2, text: "Hi" })).toEqual({
      seq: 2,
      body: { type: "chat.delta", turn_id: turnId, seq: 2, text: "Hi" },
    });
    const error = { code: "turn_interrupted", message: "was interrupted", request_id: "r" };
    expect(encode({ type: "error", seq: 4, error })).toEqual({
      type: "chat.error",
      turn_id: turnId,
      seq: 4,
      error,
    });
  });

  test("counts all tokens together and says in dollars what they cost", () => {
    expect(encode(doneOf())).toEqual({
      type: "chat.done",
      turn_id: turnId,
      seq: 3,
      message_id: messageId,
      text: "Hello",
      finish_reason: "stop",
      memories: [],
      usage: { model: "m", prompt_tokens: 100, completion_tokens: 20, total_tokens: 120, cost_usd: 0.00125 },
    });
  });

  test("leaves a text of more than 20 KB to the deltas", () => {
    expect(encode(doneOf({ text: "é".repeat(10_240) })).text).toHaveLength(10_240);
    expect(encode(doneOf({ text: "é".repeat(10_241) })).text).toBeNull();
  });

  test("cuts a memory at 500 characters, none of them in two, and keeps its score within 0 and 1", () => {
    const memories = [
      memoryOf("🦊".repeat(501), 1.2),
      memoryOf("short", -0.1),
      { ...memoryOf(""), type: null },
    ];
    expect(encode(doneOf({ memories })).memories).toEqual([
      { ...memoryOf("🦊".repeat(500)), score: 1 },
      { ...memoryOf("short"), score: 0 },
      { id: messageId, kind: "memory", content: "", score: 0.5 },
    ]);
  });

  test("leaves a tool's result as it is up to 8 KB", () => {
    const result = { items: ["x".repeat(8_000)] };
    expect(encode(toolOf({ result, arguments: { query: "x" } }))).toEqual({
      type: "chat.tool",
      turn_id: turnId,
      seq: 1,
      name: "find",
      arguments: { query: "x" },
      result,
    });
    expect(encode(toolOf({ result: undefined })).result).toBeNull();
  });

  test("sends the beginning of a longer result's JSON, and says that it is cut", () => {
    const result = { items: Array.from({ length: 3_000 }, () => 'a "quoted" 🦊\n') };
    const sent = encode(toolOf({ result }));
    expect(sent.truncated).toBe(true);
    expect(JSON.stringify(result).startsWith(sent.result as string)).toBe(true);
    expect(sizeOf(sent.result)).toBeLessThanOrEqual(8_192);
    expect(sizeOf(sent.result)).toBeGreaterThan(8_180);
  });

  test("leaves arguments of more than 8 KB away", () => {
    const sent = encode(toolOf({ arguments: { text: "x".repeat(9_000) }, result: 1 }));
    expect(sent).toMatchObject({ arguments: {}, result: 1, truncated: true });
  });

  test("leaves a call that its client makes whole up to 24 KB, and names it", () => {
    const call = { arguments: { text: "x".repeat(24_000) }, result: null, callId: "call_1" };
    const sent = encode(toolOf(call));
    expect(sent).toMatchObject({ arguments: call.arguments, result: null, call_id: "call_1" });
    expect(sent.truncated).toBeUndefined();
  });

  test("stays below 32 KB, whatever JSON makes of its text", () => {
    const memories = Array.from({ length: 5 }, () => memoryOf("🦊".repeat(500)));
    const quoted = encode(doneOf({ text: '"'.repeat(20_000), memories }));
    expect(quoted).toMatchObject({ text: null });
    expect(quoted.memories).toHaveLength(5);
    const many = encode(
      doneOf({ memories: Array.from({ length: 100 }, () => memoryOf("\u0001".repeat(500))) }),
    );
    expect(sizeOf(many)).toBeLessThan(32_768);
    expect((many.memories as unknown[]).length).toBeGreaterThan(5);
  });
});
