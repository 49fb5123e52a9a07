import { expect } from "vitest";
import type { Frame, SocketClient } from "./socket-client.ts";

type Of<Type extends Frame["type"]> = Extract<Frame, { type: Type }>;

/** The next frame, which must be of a type. */
export async function nextOf<Type extends Frame["type"]>(
  client: SocketClient,
  type: Type,
): Promise<Of<Type>> {
  const frame = await client.next();
  expect(frame, JSON.stringify(frame)).toMatchObject({ type });
  return frame as Of<Type>;
}

/** The frames of a turn up to its last, held against their promise: seq from one on, and no gap. */
export async function restOf(client: SocketClient, turnId: string, after = 0): Promise<Frame[]> {
  const frames: Frame[] = [];
  for (let seq = after + 1; ; seq++) {
    const frame = await client.next();
    expect(frame, JSON.stringify(frame)).toMatchObject({ turn_id: turnId, seq });
    frames.push(frame);
    if (frame.type === "chat.done" || frame.type === "chat.error") return frames;
  }
}

export function textOf(frames: readonly Frame[]): string {
  return frames.map((frame) => (frame.type === "chat.delta" ? frame.text : "")).join("");
}

/** Nothing more is on its way to this socket: what is asked now is answered next. */
export async function hearsNothing(client: SocketClient): Promise<void> {
  client.send({ type: "ping" });
  expect(await client.next()).toEqual({ type: "pong" });
}
