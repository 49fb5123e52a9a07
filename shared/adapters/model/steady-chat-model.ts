import { setTimeout as sleep } from "node:timers/promises";
import { RequestRefused, UpstreamUnavailable } from "../../errors.ts";
import type { ChatLimits, ChatModel, ChatPart, ChatRequest } from "../../ports/chat-model.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Tally } from "../../ports/metrics.ts";
import { ChatFailure } from "./chat-failure.ts";
import { createTalliedBreaker } from "./tallied-breaker.ts";

export interface SteadyChatOptions {
  readonly clock: Clock;
  readonly purpose: "chat" | "chat_fallback";
  readonly tally: Tally;
  readonly random?: () => number;
  readonly pause?: (ms: number, signal?: AbortSignal) => Promise<unknown>;
}

const longestPauseMs = 500;
/** Whoever asks for more is not asked again: a person is waiting. */
const longestWaitSeconds = 3;
/** A call with less time than this is not worth its price. */
const shortestCallMs = 1_000;

/** Asks once more where nothing was said yet and the failure may pass, and not at all while the model is known to be down. */
export function steadyChatModel(model: ChatModel, options: SteadyChatOptions): ChatModel {
  const { clock, purpose, tally, random = Math.random, pause = rest } = options;
  const breaker = createTalliedBreaker({ clock, tally, purpose });

  async function* ask(request: ChatRequest, limits: ChatLimits): AsyncGenerator<ChatPart> {
    const closedForMs = breaker.enter();
    if (closedForMs > 0) throw givenUp(closedForMs);
    const startedAt = clock.now();
    let outcome: "answered" | "failed" | "refused" | "stopped" = "stopped";
    let silent = true;
    try {
      for await (const part of model.stream(request, limits)) {
        if (silent) tally.observe("aimi_chat_first_part_seconds", { purpose }, clock.now() - startedAt);
        silent = false;
        if (part.type === "end") outcome = "answered";
        yield part;
      }
    } catch (error) {
      const refused = error instanceof RequestRefused;
      outcome = refused ? "refused" : "failed";
      if (!refused) breaker.failed(error instanceof ChatFailure ? error.waitSeconds : 0);
      throw error;
    } finally {
      if (outcome === "answered" || outcome === "refused") breaker.succeeded();
      tally.observe("aimi_chat_request_duration_seconds", { purpose, outcome }, clock.now() - startedAt);
    }
  }

  return {
    async *stream(request, { deadlineMs, signal }) {
      const deadline = clock.now() + deadlineMs;
      const limitsNow = () => ({ deadlineMs: deadline - clock.now(), ...(signal && { signal }) });
      let silent = true;
      try {
        for await (const part of ask(request, limitsNow())) {
          silent = false;
          yield part;
        }
        return;
      } catch (error) {
        const waitMs = pauseAfter(error, random);
        if (!silent || waitMs === undefined) throw error;
        if (clock.now() + waitMs + shortestCallMs > deadline) throw error;
        await pause(waitMs, signal);
      }
      if (signal?.aborted) return;
      tally.add("aimi_chat_retries_total", { purpose });
      yield* ask(request, limitsNow());
    },
  };
}

/** Full jitter, on top of what the server asked for. */
function pauseAfter(error: unknown, random: () => number): number | undefined {
  if (!(error instanceof ChatFailure) || !error.mayPass) return undefined;
  if (error.waitSeconds > longestWaitSeconds) return undefined;
  return error.waitSeconds * 1000 + random() * longestPauseMs;
}

async function rest(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, signal && { signal }).catch(() => undefined);
}

function givenUp(closedForMs: number): UpstreamUnavailable {
  const cause = new Error("not asked: it failed several times in a row");
  return new UpstreamUnavailable("the model", cause, Math.ceil(closedForMs / 1000));
}
