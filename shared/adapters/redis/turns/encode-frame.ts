import type { DoneFrame, ToolFrame, TurnFrame, WireFrame } from "../../../ports/turn-frames.ts";
import { fitsFrame } from "../../../wire/frames/fits-frame.ts";
import type { ServerFrame } from "../../../wire/frames/server-frame.ts";
import { byteLength, cutCharacters, cutJsonString } from "./cut-text.ts";

const maxTextBytes = 20_480;
const maxToolBytes = 8_192;
/** What a client calls itself it needs whole; its runner sees to it that a frame holds it. */
const maxOwnCallBytes = 24_576;
const maxMemoryCharacters = 500;

/** A frame as every door sends it. A delta whose text is too long for one frame is its runner's to divide. */
export function encodeFrame(turnId: string, frame: TurnFrame): WireFrame {
  return { seq: frame.seq, body: toBody(turnId, frame) };
}

function toBody(turnId: string, frame: TurnFrame): ServerFrame {
  const { seq } = frame;
  switch (frame.type) {
    case "delta":
      return { type: "chat.delta", turn_id: turnId, seq, text: frame.text };
    case "tool":
      return { type: "chat.tool", turn_id: turnId, seq, name: frame.name, ...toToolCall(frame) };
    case "done":
      return fitFrame({ type: "chat.done", turn_id: turnId, seq, ...toDone(frame) });
    case "error":
      return { type: "chat.error", turn_id: turnId, seq, error: frame.error };
  }
}

function toToolCall({ arguments: given, result, callId }: ToolFrame) {
  const mostBytes = callId === undefined ? maxToolBytes : maxOwnCallBytes;
  const asked = byteLength(JSON.stringify(given)) > mostBytes ? null : given;
  const json = JSON.stringify(result ?? null);
  const isLong = byteLength(json) > maxToolBytes;
  return {
    arguments: asked ?? {},
    result: isLong ? cutJsonString(json, maxToolBytes) : (result ?? null),
    ...(callId !== undefined && { call_id: callId }),
    ...(isLong || !asked ? { truncated: true as const } : {}),
  };
}

function toDone({ messageId, text, finishReason, memories, usage }: DoneFrame) {
  return {
    message_id: messageId,
    text: byteLength(text) > maxTextBytes ? null : text,
    finish_reason: finishReason,
    memories: memories.map(({ id, kind, type, content, score }) => ({
      id,
      kind,
      ...(type === null ? {} : { type }),
      content: cutCharacters(content, maxMemoryCharacters),
      score: Math.min(1, Math.max(0, score)),
    })),
    usage: {
      model: usage.model,
      prompt_tokens: usage.promptTokens,
      completion_tokens: usage.completionTokens,
      total_tokens: usage.promptTokens + usage.completionTokens,
      cost_usd: usage.costMicros / 1_000_000,
    },
  };
}

type ChatDone = Extract<ServerFrame, { type: "chat.done" }>;

/** What JSON escapes may take more room than its text: then the text goes, which the deltas have, and the last memories. */
function fitFrame(done: ChatDone): ChatDone {
  if (fitsFrame(done)) return done;
  const short = { ...done, text: null, memories: [...done.memories] };
  while (!fitsFrame(short) && short.memories.length > 0) short.memories.pop();
  return short;
}
