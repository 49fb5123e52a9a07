import { setTimeout as sleep } from "node:timers/promises";
import { RequestRefused, UpstreamUnavailable } from "#shared/errors.ts";
import type { ChatModel, ChatPart, ChatRequest } from "#shared/ports/chat-model.ts";

/** What a fake model does when it is asked: says words, calls tools, waits, fails. */
export type Move =
  | string
  | { readonly call: string; readonly with: unknown }
  | { readonly waitMs: number }
  | { readonly until: Promise<unknown> }
  | { readonly fails: Error }
  | { readonly ends: "length" };

export interface FakeChatModel extends ChatModel {
  readonly requests: readonly ChatRequest[];
  /** What it does the next time, and each time after the last one the same. */
  script: readonly (readonly Move[])[];
}

export function fakeChatModel(...script: readonly (readonly Move[])[]): FakeChatModel {
  const requests: ChatRequest[] = [];
  const fake: FakeChatModel = {
    requests,
    script,
    async *stream(request, { signal }) {
      const moves = fake.script[Math.min(requests.length, fake.script.length - 1)] ?? [];
      requests.push(request);
      const calls: { id: string; name: string; arguments: string }[] = [];
      let finishReason: "stop" | "length" | "tools" = "stop";
      let words = 0;
      for (const move of moves) {
        if (typeof move === "object" && "waitMs" in move) await untilAborted(sleep(move.waitMs), signal);
        if (typeof move === "object" && "until" in move) await untilAborted(move.until, signal);
        if (signal?.aborted) return;
        if (typeof move === "string") {
          words += 1;
          yield { type: "text", text: move } satisfies ChatPart;
        } else if ("call" in move) {
          calls.push({ id: `call-${calls.length}`, name: move.call, arguments: toText(move.with) });
        } else if ("fails" in move) throw move.fails;
        else if ("ends" in move) finishReason = move.ends;
      }
      if (calls.length > 0) {
        finishReason = "tools";
        yield { type: "calls", calls };
      }
      yield {
        type: "end",
        finishReason,
        model: "fake",
        usage: { promptTokens: 10, completionTokens: words },
      };
    },
  };
  return fake;
}

export const modelDown = { fails: new UpstreamUnavailable("the model") };
export const modelRefuses = { fails: new RequestRefused("the model") };

function toText(given: unknown): string {
  return typeof given === "string" ? given : JSON.stringify(given);
}

async function untilAborted(waiting: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  const aborted = new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));
  await Promise.race([waiting, aborted]);
}
