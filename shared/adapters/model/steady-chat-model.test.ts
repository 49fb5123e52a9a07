import { describe, expect, test } from "vitest";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeTally } from "#test/fakes/fake-tally.ts";
import { RequestRefused, UpstreamUnavailable } from "../../errors.ts";
import type { ChatModel, ChatPart } from "../../ports/chat-model.ts";
import { ChatFailure } from "./chat-failure.ts";
import { fallbackChatModel } from "./fallback-chat-model.ts";
import { steadyChatModel } from "./steady-chat-model.ts";

const passing = (waitSeconds?: number) => new ChatFailure("503", { mayPass: true, waitSeconds });
const lasting = () => new ChatFailure("401");
const refusal = () => new RequestRefused("the model");
const text: ChatPart = { type: "text", text: "hi" };
const end: ChatPart = {
  ...{ type: "end", finishReason: "stop", model: "m" },
  usage: { promptTokens: 1, completionTokens: 1 },
};
const request = { messages: [{ role: "user" as const, content: "hello" }] };

type Call = readonly (ChatPart | Error)[];

/** A model that plays one call after the other, the last one again and again. */
function scripted(calls: readonly Call[], tick = () => {}): ChatModel & { calls: number } {
  return {
    calls: 0,
    async *stream() {
      const call = calls[Math.min(this.calls++, calls.length - 1)] ?? [];
      for (const part of call) {
        tick();
        if (part instanceof Error) throw part;
        yield part;
      }
    },
  };
}

function setUp(calls: readonly Call[]) {
  const clock = fakeClock();
  const tally = fakeTally();
  const pauses: number[] = [];
  const pause = async (ms: number) => {
    pauses.push(ms);
    clock.advance(ms);
  };
  const model = scripted(calls, () => clock.advance(10));
  const options = { clock, tally, purpose: "chat" as const, random: () => 0.5, pause };
  const steady = steadyChatModel(model, options);
  const ask = (limits: { deadlineMs?: number; signal?: AbortSignal } = {}) => gather(steady, limits);
  return { clock, tally, pauses, model, steady, ask };
}

async function gather(model: ChatModel, limits: { deadlineMs?: number; signal?: AbortSignal } = {}) {
  const parts: ChatPart[] = [];
  for await (const part of model.stream(request, { deadlineMs: 20_000, ...limits })) parts.push(part);
  return parts;
}

const failed = (asking: Promise<unknown>) => asking.catch((error: unknown) => error);

describe("a call that fails before its first part", () => {
  test("is made again once, after a short pause", async () => {
    const { ask, pauses, tally } = setUp([[passing()], [text, end]]);
    expect(await ask()).toEqual([text, end]);
    expect(pauses).toEqual([250]);
    expect(tally.counted.get("aimi_chat_retries_total chat")).toBe(1);
  });

  test("is not made a third time", async () => {
    const { ask, model } = setUp([[passing()]]);
    await expect(ask()).rejects.toThrow(UpstreamUnavailable);
    expect(model.calls).toBe(2);
  });

  test.each([
    ["will not pass", lasting()],
    ["is refused", refusal()],
    ["asks for more patience than a person has", passing(30)],
  ])("is not made again where it %s", async (_, failure) => {
    const { ask, model } = setUp([[failure], [text, end]]);
    expect(await failed(ask())).toBe(failure);
    expect(model.calls).toBe(1);
  });

  test("waits as long as it is asked to", async () => {
    const { ask, pauses } = setUp([[passing(2)], [text, end]]);
    await ask();
    expect(pauses).toEqual([2_250]);
  });

  test("is not made again without the time for it", async () => {
    const { ask, model } = setUp([[passing()], [text, end]]);
    await expect(ask({ deadlineMs: 1_000 })).rejects.toThrow(UpstreamUnavailable);
    expect(model.calls).toBe(1);
  });

  test("is not made again for one who has gone", async () => {
    const { ask, model } = setUp([[passing()], [text, end]]);
    expect(await ask({ signal: AbortSignal.abort() })).toEqual([]);
    expect(model.calls).toBe(1);
  });
});

test("a call that fails after its first part is not made again: there is never a second answer", async () => {
  const { steady, model } = setUp([
    [text, passing()],
    [text, end],
  ]);
  const parts: ChatPart[] = [];
  const asking = async () => {
    for await (const part of steady.stream(request, { deadlineMs: 20_000 })) parts.push(part);
  };
  await expect(asking()).rejects.toThrow(UpstreamUnavailable);
  expect(parts).toEqual([text]);
  expect(model.calls).toBe(1);
});

describe("the breaker", () => {
  test("opens after five failures in a row, counts them, and closes when a call goes well", async () => {
    const { ask, model, tally, clock } = setUp([
      ...Array.from({ length: 5 }, () => [lasting()]),
      [text, end],
    ]);
    for (let call = 0; call < 5; call++) await failed(ask());
    await expect(ask()).rejects.toMatchObject({ code: "upstream_unavailable", retryAfterSeconds: 15 });
    expect(model.calls).toBe(5);
    expect(tally.counted.get("aimi_model_breaker_opened_total chat")).toBe(1);
    expect(tally.counted.get("aimi_model_breaker_refusals_total chat")).toBe(1);
    clock.advance(15_000);
    expect(await ask()).toEqual([text, end]);
    expect(tally.reported.get("aimi_model_breaker_open chat")).toBe(0);
  });

  test("opens for answers that break off too", async () => {
    const { ask, model } = setUp([[text, lasting()]]);
    for (let call = 0; call < 6; call++) await failed(ask());
    expect(model.calls).toBe(5);
  });

  test("takes a refused request for an answer", async () => {
    const { ask, model } = setUp([[lasting()], [lasting()], [refusal()], [lasting()]]);
    for (let call = 0; call < 7; call++) await failed(ask());
    expect(model.calls).toBe(7);
  });
});

test("answers without a word are answers: nobody else is turned away for them", async () => {
  const { ask, model } = setUp([[end]]);
  for (let call = 0; call < 7; call++) expect(await ask()).toEqual([end]);
  expect(model.calls).toBe(7);
});

test("calls are timed to their first part and to their end, by what became of them", async () => {
  const { ask, tally, steady } = setUp([[text, text, end], [refusal()], [lasting()], [text, end]]);
  await ask();
  await failed(ask());
  await failed(ask());
  for await (const _ of steady.stream(request, { deadlineMs: 20_000 })) break;
  expect(Object.fromEntries(tally.durationsMs)).toEqual({
    "aimi_chat_first_part_seconds chat": [10, 10],
    "aimi_chat_request_duration_seconds chat answered": [30],
    "aimi_chat_request_duration_seconds chat refused": [10],
    "aimi_chat_request_duration_seconds chat failed": [10],
    "aimi_chat_request_duration_seconds chat stopped": [10],
  });
});

describe("the fallback", () => {
  const other: ChatPart = { type: "text", text: "from the other" };

  test.each([
    ["failed before its first part", lasting()],
    ["is known to be down", new UpstreamUnavailable("the model")],
    ["refused the request", refusal()],
  ])("answers where the first %s", async (_, failure) => {
    const model = fallbackChatModel(scripted([[failure]]), scripted([[other, end]]), fakeClock());
    expect(await gather(model)).toEqual([other, end]);
  });

  test.each([
    ["answered", [text, end]],
    ["began to answer and failed", [text, lasting()]],
  ])("is not asked where the first %s", async (_, call) => {
    const second = scripted([[other, end]]);
    await failed(gather(fallbackChatModel(scripted([call]), second, fakeClock())));
    expect(second.calls).toBe(0);
  });

  test("answers where the first had not a word, and both are paid for", async () => {
    const model = fallbackChatModel(scripted([[end]]), scripted([[other, end]]), fakeClock());
    const both = { ...end, usage: { promptTokens: 2, completionTokens: 2 } };
    expect(await gather(model)).toEqual([other, both]);
  });

  test("that fails leaves an answer without a word as it was", async () => {
    const model = fallbackChatModel(scripted([[end]]), scripted([[lasting()]]), fakeClock());
    expect(await gather(model)).toEqual([end]);
  });

  test("is not asked where the first ran out of tokens, nor where it had acted and has no more to say", async () => {
    const second = scripted([[other, end]]);
    const cutOff: ChatPart = { ...end, finishReason: "length" };
    expect(await gather(fallbackChatModel(scripted([[cutOff]]), second, fakeClock()))).toEqual([cutOff]);
    const model = fallbackChatModel(scripted([[end]]), second, fakeClock());
    const acted = { messages: [{ role: "tool" as const, toolCallId: "c", content: "done" }] };
    expect(await Array.fromAsync(model.stream(acted, { deadlineMs: 20_000 }))).toEqual([end]);
    expect(second.calls).toBe(0);
  });

  test("is not asked for one who has gone, nor when the time is over", async () => {
    const second = scripted([[other, end]]);
    const clock = fakeClock();
    const slow = scripted([[lasting()]], () => clock.advance(30_000));
    expect(await failed(gather(fallbackChatModel(slow, second, clock)))).toBeInstanceOf(UpstreamUnavailable);
    const model = fallbackChatModel(scripted([[lasting()]]), second, clock);
    expect(await gather(model, { signal: AbortSignal.abort() })).toEqual([]);
    expect(second.calls).toBe(0);
  });

  test("that fails too is the failure", async () => {
    const last = passing(9);
    const model = fallbackChatModel(scripted([[lasting()]]), scripted([[last]]), fakeClock());
    expect(await failed(gather(model))).toBe(last);
  });
});
