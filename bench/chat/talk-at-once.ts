import { once } from "node:events";
import { WebSocket } from "ws";
import type { LocalCloud } from "#local/cloud.ts";

export interface TimedTurn {
  readonly mark: string;
  readonly sentAtMs: number;
  readonly acceptedAtMs: number;
  readonly firstWordAtMs: number;
  readonly endedAtMs: number;
}

export interface Talk {
  readonly cloud: LocalCloud;
  readonly tenantId: string;
  readonly clients: number;
  readonly turns: number;
  onTurn?(): void;
}

export interface Talked {
  readonly turns: readonly TimedTurn[];
  /** Messages that were not let in for the moment, and sent again. */
  readonly refusals: number;
  /** What no client should have seen. */
  readonly complaints: readonly string[];
}

interface Frame {
  readonly type: string;
  readonly seq?: number;
  readonly error?: { readonly code: string };
}

const longestTurnMs = 300_000;
const refusedForMs = 1_000;

/** Many people say one thing after the other, each over a socket of their own; what is refused is sent again. */
export async function talkAtOnce(talk: Talk): Promise<Talked> {
  const turns: TimedTurn[] = [];
  const complaints: string[] = [];
  let refusals = 0;

  async function person(number: number): Promise<void> {
    const url = `${talk.cloud.wsUrl}?tenant_id=${talk.tenantId}&user_id=person-${number}`;
    const socket = new WebSocket(url);
    const inbox: Frame[] = [];
    let heard = Promise.withResolvers<void>();
    socket.on("message", (data) => {
      inbox.push(JSON.parse(String(data)));
      heard.resolve();
      heard = Promise.withResolvers<void>();
    });
    await once(socket, "open");
    const next = async (): Promise<Frame> => {
      while (inbox.length === 0) await heard.promise;
      return inbox.shift()!;
    };
    for (let at = 0; at < talk.turns; at += 1) {
      const mark = `talk-${number}-${at}`;
      const sentAtMs = performance.now();
      const frame = { type: "chat.send", id: mark, conversation_id: "bench", text: textOf(mark) };
      const send = () => socket.send(JSON.stringify(frame));
      send();
      turns.push(await follow(mark, sentAtMs, next, send));
      talk.onTurn?.();
    }
    socket.close();
  }

  async function follow(
    mark: string,
    sentAtMs: number,
    next: () => Promise<Frame>,
    sendAgain: () => void,
  ): Promise<TimedTurn> {
    let [acceptedAtMs, firstWordAtMs, last, sends] = [0, 0, 0, 1];
    const timer = setTimeout(() => complaints.push(`${mark} does not end`), longestTurnMs);
    for (;;) {
      const frame = await next();
      // After a hundred turns a session is full, and ends.
      if (frame.type === "session.ended") continue;
      const now = performance.now();
      if (frame.type === "chat.accepted") {
        if (acceptedAtMs > 0 && sends === 1) complaints.push(`${mark} was accepted twice`);
        acceptedAtMs = now;
        continue;
      }
      if (frame.type === "chat.error" && frame.seq === undefined) {
        refusals += 1;
        sends += 1;
        setTimeout(sendAgain, refusedForMs);
        continue;
      }
      if (frame.seq !== last + 1) complaints.push(`${mark} heard ${frame.type} ${frame.seq} after ${last}`);
      last = frame.seq ?? last;
      if (frame.type === "chat.delta" && firstWordAtMs === 0) firstWordAtMs = now;
      if (frame.type === "chat.error") complaints.push(`${mark} failed: ${frame.error?.code}`);
      if (frame.type !== "chat.done" && frame.type !== "chat.error") continue;
      clearTimeout(timer);
      return { mark, sentAtMs, acceptedAtMs, firstWordAtMs, endedAtMs: now };
    }
  }

  await Promise.all(Array.from({ length: talk.clients }, (_, number) => person(number)));
  return { turns, complaints, refusals };
}

function textOf(mark: string): string {
  return `This is ${mark}. I walked along the river this morning and thought of you.`;
}

export function markOf(body: string): string | undefined {
  // Of a prompt the last one: those before are what was said before.
  return body.match(/talk-\d+-\d+/g)?.at(-1);
}
