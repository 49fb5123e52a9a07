import { describe, expect, test } from "vitest";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeTally } from "#test/fakes/fake-tally.ts";
import { EmbeddingRefused, UpstreamUnavailable } from "../../errors.ts";
import { steadyEmbedder } from "./steady-embedder.ts";

const down = (retryAfterSeconds = 0) => new UpstreamUnavailable("the model", undefined, retryAfterSeconds);

/** A model that fails with these errors, in turn, and then answers. */
function setUp(errors: readonly (Error | undefined)[], { attempts = 3, random = 0.5 } = {}) {
  const clock = fakeClock();
  const left = [...errors];
  const pauses: number[] = [];
  let calls = 0;
  const model = {
    model: "m",
    dimensions: 1,
    async embed(texts: readonly string[]) {
      calls += 1;
      const error = left.shift();
      if (error) throw error;
      return texts.map(() => [1]);
    },
  };
  const pause = async (ms: number) => {
    pauses.push(ms);
    clock.advance(ms);
  };
  const tally = fakeTally();
  const options = { clock, attempts, purpose: "storage" as const, tally, random: () => random, pause };
  const embedder = steadyEmbedder(model, options);
  const embed = (deadlineMs = 20_000) => embedder.embed(["a"], { deadlineMs });
  return { clock, pauses, tally, embed, calls: () => calls };
}

describe("an embedder that fails for the moment", () => {
  test("is asked again after a pause that grows and is random in full", async () => {
    const { embed, pauses } = setUp([down(), down()]);
    expect(await embed()).toEqual([[1]]);
    expect(pauses).toEqual([250, 500]);
  });

  test("is waited for as long as it asks", async () => {
    const { embed, pauses } = setUp([down(4)]);
    await embed();
    expect(pauses).toEqual([4_250]);
  });

  test("is given up when the pause would outlast the deadline, and says how long to wait", async () => {
    const { embed, pauses } = setUp([down(60)]);
    await expect(embed()).rejects.toMatchObject({ code: "upstream_unavailable", retryAfterSeconds: 60 });
    expect(pauses).toEqual([]);
  });

  test("is asked no more often than agreed", async () => {
    const { embed, calls } = setUp(Array.from({ length: 9 }, () => down()));
    await expect(embed()).rejects.toThrow(UpstreamUnavailable);
    expect(calls()).toBe(3);
  });
});

test("a refusal is not asked again", async () => {
  const { embed, calls } = setUp([new EmbeddingRefused("content", "no")]);
  await expect(embed()).rejects.toThrow(EmbeddingRefused);
  expect(calls()).toBe(1);
});

describe("the breaker", () => {
  const fiveTimes = Array.from({ length: 5 }, () => down());
  async function open(errors: readonly (Error | undefined)[]) {
    const set = setUp(errors, { attempts: 1 });
    for (let call = 0; call < 5; call++) await set.embed().catch(() => undefined);
    return set;
  }

  test("after five failures in a row keeps everybody from asking", async () => {
    const { embed, calls } = await open(fiveTimes);
    await expect(embed()).rejects.toMatchObject({ retryAfterSeconds: 15 });
    expect(calls()).toBe(5);
  });

  test("stays closed when a success stands between", async () => {
    const { embed, calls } = await open([down(), down(), undefined, down(), down()]);
    await embed();
    expect(calls()).toBe(6);
  });

  test("counts a refusal as an answer", async () => {
    const refusal = new EmbeddingRefused("content", "no");
    const { embed, calls } = await open([down(), down(), refusal, down(), down()]);
    await embed();
    expect(calls()).toBe(6);
  });

  test("lets one call through after the pause, and closes when that one goes well", async () => {
    const { embed, calls, clock } = await open(fiveTimes);
    clock.advance(15_000);
    expect(await Promise.allSettled([embed(), embed()])).toMatchObject([
      { status: "fulfilled" },
      { status: "rejected" },
    ]);
    await embed();
    expect(calls()).toBe(7);
  });

  test("stays open when that one fails", async () => {
    const { embed, calls, clock } = await open([...fiveTimes, down()]);
    clock.advance(15_000);
    await expect(embed()).rejects.toThrow(UpstreamUnavailable);
    await expect(embed()).rejects.toThrow(UpstreamUnavailable);
    expect(calls()).toBe(6);
  });

  test("stays open as long as the server asks for, where that is longer", async () => {
    const { embed, calls, clock } = await open([...fiveTimes.slice(1), down(40)]);
    clock.advance(39_000);
    await expect(embed()).rejects.toMatchObject({ retryAfterSeconds: 1 });
    expect(calls()).toBe(5);
  });
});

describe("what it does is counted", () => {
  const asked = (outcome: string) => `aimi_embedding_request_duration_seconds storage ${outcome}`;

  test("call by call, with the time that the model took", async () => {
    const { embed, tally } = setUp([down(), undefined, new EmbeddingRefused("content", "no")]);
    await embed();
    await expect(embed()).rejects.toThrow(EmbeddingRefused);
    expect(Object.fromEntries(tally.durationsMs)).toEqual({
      [asked("failed")]: [0],
      [asked("answered")]: [0],
      [asked("refused")]: [0],
    });
    expect(Object.fromEntries(tally.counted)).toEqual({
      "aimi_embedding_retries_total storage": 1,
      "aimi_embedded_texts_total storage": 1,
    });
  });

  test("the breaker tells when it opens, until when, whom it turned away, and when it closes", async () => {
    const { embed, tally, clock } = setUp(
      Array.from({ length: 6 }, () => down()),
      { attempts: 1 },
    );
    const state = () => tally.reported.get("aimi_model_breaker_open storage");
    for (let call = 0; call < 4; call++) await embed().catch(() => undefined);
    expect(state()).toBeUndefined();
    await embed().catch(() => undefined);
    expect(state()).toBe(clock.now() + 15_000);
    await embed().catch(() => undefined);
    expect(tally.counted.get("aimi_model_breaker_refusals_total storage")).toBe(1);

    clock.advance(15_000);
    await embed().catch(() => undefined);
    expect(state()).toBe(clock.now() + 15_000);
    clock.advance(15_000);
    await embed();
    expect(state()).toBe(0);
    expect(tally.counted.get("aimi_model_breaker_opened_total storage")).toBe(1);
  });
});
