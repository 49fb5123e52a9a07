import { setTimeout as sleep } from "node:timers/promises";
import { UpstreamUnavailable } from "../../errors.ts";
import type { Audience, Connections, FrameSender } from "../../ports/connections.ts";
import type { FrameEncoder } from "../../ports/frame-encoder.ts";
import type { DoneFrame, ErrorFrame, ToolFrame, TurnFrame, WireFrame } from "../../ports/turn-frames.ts";
import type { Flush, Listener, TurnKey, TurnStream } from "../../ports/turn-stream.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import { createDelivery } from "./deliver-frames.ts";
import { endsInHalf, splitText } from "./split-text.ts";

export interface VoiceNeeds {
  readonly stream: Pick<TurnStream, "flush" | "restore">;
  readonly encoder: FrameEncoder;
  readonly frames: Pick<FrameSender, "send">;
  readonly connections: Pick<Connections, "remove">;
  readonly audience: Pick<Audience, "find">;
  readonly log: WorkLog;
}

export interface Speaking {
  readonly turn: TurnKey;
  readonly fence: number;
  readonly clientMessageId: string;
  readonly person: { readonly tenantId: string; readonly userId: string };
  /** What a runner before this one said in this run. */
  readonly before: readonly WireFrame[];
  /** Whether clients must be told that the run begins anew, since nobody knows what they were shown. */
  readonly beginsAnew: boolean;
}

/** A frame that does not have its number yet. */
export type Unnumbered<Frame> = Frame extends TurnFrame ? Omit<Frame, "seq"> : never;

const gatherMs = 75;
const mostDoublings = 5;
const heartbeatMs = 1_000;
const closingTries = 6;
const longestDeliveryMs = 5_000;

export type TurnVoice = ReturnType<typeof createVoice>;

/** Says what a turn says: to Redis, where it can be read again, and from there to everybody who hears it. */
export function createVoice(ports: VoiceNeeds, speaking: Speaking) {
  const { turn, fence, before } = speaking;
  const firstSeq = before.length + 1;
  const said: TurnFrame[] = [];
  const wire: WireFrame[] = [...before];
  let written = before.length;
  let waiting = "";
  let unspoken: TurnFrame[] = [];
  let flushing: Promise<void> | null = null;
  let failures = 0;
  let lastFlushAt = 0;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const stopping = new AbortController();
  let ending: "stop" | "fenced" | null = null;
  let announced = !speaking.beginsAnew;
  let deaf: readonly string[] = [];
  const told = new Set<string>();

  // What Redis does not have yet nobody is shown: whoever takes the turn over must know of it.
  const delivery = createDelivery(ports, (seq) => (seq < written ? wire[seq] : undefined));
  const heart = setInterval(() => {
    if (!flushing && performance.now() - lastFlushAt >= heartbeatMs) void flush();
  }, heartbeatMs);

  function end(why: "stop" | "fenced"): void {
    ending ??= why;
    stopping.abort();
  }

  function number(frame: Unnumbered<TurnFrame>): void {
    const numbered = { ...frame, seq: firstSeq + said.length } as TurnFrame;
    said.push(numbered);
    wire.push(ports.encoder.encode(turn.turnId, numbered));
    unspoken.push(numbered);
  }

  function takeWords(): void {
    const held = endsInHalf(waiting) && !closed ? waiting.slice(-1) : "";
    const words = waiting.slice(0, waiting.length - held.length);
    waiting = held;
    for (const text of splitText(words)) number({ type: "delta", text });
  }

  async function write(closes: Flush["closes"]): Promise<void> {
    lastFlushAt = performance.now();
    if (!announced && !(await announce())) return;
    takeWords();
    const frames = unspoken;
    const { served, gone } = delivery.takeNews();
    const news = { served, gone: [...gone, ...deaf] };
    const flushed = await ports.stream.flush({ turn, fence, frames, ...news, closes });
    if (flushed.outcome === "fenced") return end("fenced");
    if (flushed.outcome === "lost") {
      const listeners = await restore();
      if (listeners === null) return;
      delivery.update(listeners);
      return await write(closes);
    }
    confirm(frames);
    if (flushed.stopAsked) end("stop");
    const late = speaking.beginsAnew ? await tell(flushed.listeners.filter(isUntold)) : [];
    delivery.update(flushed.listeners.filter(({ connectionId }) => !late.includes(connectionId)));
  }

  function confirm(frames: readonly TurnFrame[]): void {
    unspoken = unspoken.filter((frame) => !frames.includes(frame));
    written = Math.max(written, frames.at(-1)?.seq ?? 0);
  }

  /**
   * Redis has forgotten the turn: it gets again what it had of this run, and the sockets are those that say so
   * themselves. What is new comes with the next flush, the last frame with what closes the turn. Null where fenced.
   */
  async function restore(): Promise<readonly Listener[] | null> {
    const { tenantId, userId } = speaking.person;
    const { conversationId } = turn;
    const sockets = await ports.audience.find({ tenantId, userId, conversationId });
    const hearing = sockets.filter(({ connectionId }) => !deaf.includes(connectionId));
    const listeners = hearing.map((socket) => ({ ...socket, after: 0, round: "" }));
    const frames = wire.slice(0, written);
    const { outcome } = await ports.stream.restore({ turn, fence, frames, listeners });
    ports.log.warn("turn put back into Redis", { turn_id: turn.turnId, frames: frames.length, outcome });
    if (outcome === "restored") return listeners;
    end("fenced");
    return null;
  }

  /** Nobody knows what was shown of the turn: all who hear it are told that it begins anew, before any word of it. */
  async function announce(): Promise<boolean> {
    if ((await restore()) === null) return false;
    const quiet = { frames: [], served: [], gone: [], closes: null };
    const flushed = await ports.stream.flush({ turn, fence, ...quiet });
    if (flushed.outcome === "fenced") end("fenced");
    if (flushed.outcome === "lost") throw new UpstreamUnavailable("the session's store");
    if (flushed.outcome !== "written") return false;
    // Who was not told hears nothing until it asks: the words of two runs would become one text.
    deaf = await tell(flushed.listeners);
    announced = true;
    return true;
  }

  /** Says that the run begins; to whom it could not be said. */
  async function tell(listeners: readonly Listener[]): Promise<string[]> {
    const { clientMessageId } = speaking;
    const body = ports.encoder.accepted({ ...turn, clientMessageId });
    const ids = listeners.map(({ connectionId }) => connectionId);
    const outcomes = await Promise.allSettled(ids.map((id) => ports.frames.send(id, body)));
    const failed = ids.filter((_, at) => {
      const outcome = outcomes[at]!;
      return outcome.status === "rejected" || outcome.value === "gone";
    });
    for (const id of ids) if (!failed.includes(id)) told.add(id);
    return failed;
  }

  /** Whoever says up to where it heard has heard of this run. */
  function isUntold({ connectionId, after }: Listener): boolean {
    return after === 0 && !told.has(connectionId);
  }

  /** One at a time; what fails stays for the next one. */
  async function flush(closes: Flush["closes"] = null): Promise<boolean> {
    while (flushing) await flushing;
    if (ending === "fenced") return false;
    flushing = write(closes)
      .then(() => {
        failures = 0;
      })
      .catch((error: unknown) => {
        failures += 1;
        ports.log.warn("turn not flushed", { turn_id: turn.turnId, error });
      })
      .finally(() => {
        flushing = null;
      });
    await flushing;
    schedule();
    return failures === 0;
  }

  /** The first words leave at once, the rest are gathered for a moment. */
  function schedule(): void {
    if (timer || flushing || closed || !hasWords()) return;
    const pauseMs = gatherMs * 2 ** Math.min(failures, mostDoublings);
    const wait = said.length === 0 ? 0 : Math.max(0, lastFlushAt + pauseMs - performance.now());
    if (wait === 0) return void flush();
    timer = setTimeout(() => {
      timer = undefined;
      void flush();
    }, wait);
  }

  function hasWords(): boolean {
    return unspoken.length > 0 || waiting.length > (endsInHalf(waiting) ? 1 : 0);
  }

  function hush(): void {
    closed = true;
    clearInterval(heart);
    clearTimeout(timer);
    timer = undefined;
  }

  return {
    /** Aborted when the person asks to stop, or another runner has the turn. */
    signal: stopping.signal,
    ending: () => ending,

    say(text: string): void {
      waiting += text;
      schedule();
    },

    show(frame: Omit<ToolFrame, "seq">): void {
      takeWords();
      number(frame);
      schedule();
    },

    /** All that was said is where it can be read again; whether Redis took it. */
    async settle(): Promise<void> {
      clearTimeout(timer);
      timer = undefined;
      await flush();
    },

    /** Says the last frame, and brings what is left to whoever hears it. */
    async close(
      frame: Omit<DoneFrame, "seq"> | Omit<ErrorFrame, "seq">,
      closes: NonNullable<Flush["closes"]>,
    ) {
      hush();
      takeWords();
      number(frame);
      for (let tried = 1; ending !== "fenced" && !(await flush(closes)); tried += 1) {
        if (tried === closingTries) throw new UpstreamUnavailable("the session's store");
        await sleep(100 * 2 ** tried);
      }
      await delivery.settle(longestDeliveryMs);
    },

    /** Says nothing more: another runner has the turn, or will have it. */
    async fallSilent(): Promise<void> {
      hush();
      while (flushing) await flushing;
      await delivery.settle(longestDeliveryMs);
    },
  };
}
