import type { WireFrame } from "../../ports/turn-frames.ts";

/** The words that frames have shown. */
export function textOf(frames: readonly WireFrame[]): string {
  return frames.map(({ body }) => (body.type === "chat.delta" ? String(body.text) : "")).join("");
}
