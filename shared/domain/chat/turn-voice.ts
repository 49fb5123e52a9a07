import { setTimeout as sleep } from "node:timers/promises";
import { UpstreamUnavailable } from "../../errors.ts";
import type { Audience, Connections, FrameSender } from "../../ports/connections.ts";
import type { FrameEncoder } from "../../ports/frame-encoder.ts";
import type { DoneFrame, ErrorFrame, ToolFrame, WireFrame } from "../../ports/turn-frames.ts";
import type { Flush, Silenced, TurnKey, TurnStream } from "../../ports/turn-stream.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import { createDelivery, type Greetings } from "./deliver-frames.ts";
import { createFrameLog } from "./frame-log.ts";
import { createRenewal } from "./renew-run.ts";

export interface VoiceNeeds {
  readonly stream: Pick<TurnStream, "flush" | "told" | "restore">;
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
  /** What the person said; null where the coach speaks first. */
  readonly text: string | null;
  readonly person: { readonly tenantId: string; readonly userId: string };
  /** What a runner before this one said in this run. */
  readonly before: readonly WireFrame[];
  /** Whether clients must be told that the run begins anew, since nobody knows what they were shown. */
  readonly beginsAnew: boolean;
}

const gatherMs = 75;
const mostDoublings = 5;
const heartbeatMs = 1_000;
const closingTries = 6;
const longestDeliveryMs = 5_000;

export type TurnVoice = ReturnType<typeof createVoice>;

/** Says what a turn says: to Redis, where it can be read again, and from there to everybody who hears it. */
export function createVoice(ports: VoiceNeeds, speaking: Speaking) {
  const { turn, fence, before, beginsAnew } = speaking;
  const log = createFrameLog(turn.turnId, ports.encoder, before);
  const delivery = createDelivery(ports, log.writtenAfter, greetingsOf(ports, speaking));
  const renewal = createRenewal(ports, speaking, log);
  const stopping = new AbortController();
  let ending: "stop" | Silenced | null = null;
  let announced = !beginsAnew;
  let flushing: Promise<void> | null = null;
  let failures = 0;
  let lastFlushAt = 0;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const heart = setInterval(() => {
    if (!flushing && performance.now() - lastFlushAt >= heartbeatMs) void flush();
  }, heartbeatMs);

  function end(why: "stop" | Silenced): void {
    ending ??= why;
    stopping.abort();
  }

  const silenced = (): Silenced | null => (ending === "stop" ? null : ending);

  async function write(closes: Flush["closes"]): Promise<void> {
    lastFlushAt = performance.now();
    if (!announced) {
      const outcome = await renewal.announce();
      if (outcome !== "announced") return end(outcome);
      announced = true;
    }
    const frames = log.takeUnwritten();
    const { served, gone } = delivery.takeNews();
    const news = { served, gone: [...gone, ...renewal.deaf()] };
    const flushed = await ports.stream.flush({ turn, fence, frames, ...news, closes });
    if (flushed.outcome === "lost") {
      const listeners = await renewal.restore();
      if (typeof listeners === "string") return end(listeners);
      delivery.update(listeners);
      return await write(closes);
    }
    if (flushed.outcome !== "written") return end(flushed.outcome);
    log.confirm(frames);
    if (flushed.stopAsked) end("stop");
    delivery.update(beginsAnew ? await renewal.admit(flushed.listeners) : flushed.listeners);
  }

  /** One at a time; what fails stays for the next one. */
  async function flush(closes: Flush["closes"] = null): Promise<boolean> {
    while (flushing) await flushing;
    if (silenced()) return false;
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
    if (timer || flushing || closed || !log.hasNews()) return;
    const pauseMs = gatherMs * 2 ** Math.min(failures, mostDoublings);
    const wait = log.isSilent() ? 0 : Math.max(0, lastFlushAt + pauseMs - performance.now());
    if (wait === 0) return void flush();
    timer = setTimeout(() => {
      timer = undefined;
      void flush();
    }, wait);
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
    /** Why it says nothing more; null while it may. */
    silenced,

    say(text: string): void {
      log.hear(text);
      schedule();
    },

    show(frame: Omit<ToolFrame, "seq">): void {
      log.add(frame);
      schedule();
    },

    /** All that was said is where it can be read again, unless Redis is away. */
    async settle(): Promise<void> {
      clearTimeout(timer);
      timer = undefined;
      await flush();
    },

    /** Says the last frame, and brings what is left to whoever hears it. */
    async close(
      frame: Omit<DoneFrame, "seq"> | Omit<ErrorFrame, "seq">,
      closes: NonNullable<Flush["closes"]>,
    ): Promise<void> {
      hush();
      // A flush that is on its way would take the last frame along without what closes the turn.
      while (flushing) await flushing;
      log.add(frame);
      for (let tried = 1; !silenced() && !(await flush(closes)); tried += 1) {
        if (tried === closingTries) throw new UpstreamUnavailable("the session's store");
        await sleep(100 * 2 ** tried);
      }
      await delivery.settle(longestDeliveryMs);
      if (closes.status === "failed" && !silenced())
        await ports.stream.told(turn.turnId).catch(() => undefined);
    },

    /** Says nothing more: another runner has the turn, or will have it. */
    async fallSilent(): Promise<void> {
      hush();
      while (flushing) await flushing;
      await delivery.settle(longestDeliveryMs);
    },
  };
}

/**
 * What a turn is an answer to. When it runs again after an error, its door tells whoever hears the conversation then;
 * who comes later is told here, as an opening.
 */
function greetingsOf(
  { encoder }: VoiceNeeds,
  { turn, clientMessageId, text, beginsAnew }: Speaking,
): Greetings {
  const welcome = encoder.accepted({ ...turn, clientMessageId, ...(text !== null && { text }) });
  const isSaidAgain = turn.attempt > 1 && !beginsAnew && text !== null;
  return { welcome, opening: isSaidAgain ? welcome : undefined };
}
