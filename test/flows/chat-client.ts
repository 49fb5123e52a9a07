import { expect } from "vitest";
import { type Frame, openSocket } from "./socket-client.ts";

type Of<Type extends Frame["type"]> = Extract<Frame, { type: Type }>;
export type Ending = Of<"chat.done"> | Of<"chat.error">;

/** What a client heard of one run of a turn. */
export interface Heard {
  readonly accepted: Of<"chat.accepted">;
  readonly frames: readonly Frame[];
  readonly text: string;
  readonly ending: Ending;
}

export type ChatClient = Awaited<ReturnType<typeof openChat>>;

let sent = 0;

/** A person who chats over a socket. Frames of a turn are held against what they promise: gapless, from 1. */
export async function openChat(wsUrl: string, { tenant, user = "anna" }: { tenant: string; user?: string }) {
  const socket = await openSocket(`${wsUrl}?tenant_id=${tenant}&user_id=${user}`);

  /** Whatever session ends and whatever reminder comes due meanwhile. */
  async function nextOfTurn(): Promise<Frame> {
    for (;;) {
      const frame = await socket.next();
      if (frame.type !== "session.ended" && !frame.type.startsWith("reminder.")) return frame;
    }
  }

  async function hear(): Promise<Heard> {
    const accepted = await nextOfTurn();
    if (accepted.type !== "chat.accepted") throw new Error(`not accepted: ${JSON.stringify(accepted)}`);
    const frames: Frame[] = [];
    for (;;) {
      const frame = await nextOfTurn();
      frames.push(frame);
      if (frame.type === "chat.done" || frame.type === "chat.error") {
        expect(frames.map((each) => ("seq" in each ? each.seq : 0))).toEqual(frames.map((_, at) => at + 1));
        return { accepted, frames, text: textOf(frames), ending: frame };
      }
    }
  }

  return {
    ...socket,
    hear,
    /** Says something and hears the reply. */
    async say(
      text: string,
      more: { id?: string; conversation_id?: string; after?: string } = {},
    ): Promise<Heard> {
      sent += 1;
      socket.send({ type: "chat.send", id: `message-${sent}`, text, ...more });
      return await hear();
    },
  };
}

export function textOf(frames: readonly Frame[]): string {
  return frames.map((frame) => (frame.type === "chat.delta" ? frame.text : "")).join("");
}

export function doneOf({ ending }: Heard): Of<"chat.done"> {
  if (ending.type !== "chat.done") throw new Error(`the turn failed: ${JSON.stringify(ending)}`);
  return ending;
}
