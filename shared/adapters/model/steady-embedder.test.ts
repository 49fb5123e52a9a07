import { describe, expect, test } from "vitest";
import { fakeClock } from "#test/fakes/fake-clock.ts";
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
  const embedder = steadyEmbedder(model, { clock, attempts, random: () => random, pause });
  const embed = (deadlineMs = 20_000) => embedder.embed(["a"], { deadlineMs });
  return { clock, pauses, embed, calls: () => calls };
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
