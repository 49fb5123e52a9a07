import type { SQSRecord } from "aws-lambda";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Postponed } from "#shared/ports/redelivery.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { holdWhile } from "./hold-while.ts";

const record = { receiptHandle: "handle", messageId: "m1" } as SQSRecord;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function stage({ failing = false } = {}) {
  const held: Postponed[] = [];
  const redelivery = {
    async postpone(records: readonly Postponed[]) {
      if (failing) throw new Error("no answer");
      held.push(...records);
    },
  };
  return { held, ports: { redelivery, log: fakeLog() } };
}

test("a message is held from the start, again and again while its work goes on, and no longer", async () => {
  const { held, ports } = stage();
  const work = Promise.withResolvers<string>();
  const holding = holdWhile(ports, record, () => work.promise);
  await vi.advanceTimersByTimeAsync(25_000);
  expect(held).toEqual(Array.from({ length: 3 }, () => ({ receiptHandle: "handle", seconds: 30 })));
  work.resolve("done");
  expect(await holding).toBe("done");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(held).toHaveLength(3);
});

test("a queue that does not answer stops no work, and the log says so", async () => {
  const { ports } = stage({ failing: true });
  expect(await holdWhile(ports, record, async () => "done")).toBe("done");
  expect(ports.log.lines).toMatchObject([{ level: "warn", what: "message not held" }]);
});

test("work that fails is held no longer", async () => {
  const { held, ports } = stage();
  const failing = holdWhile(ports, record, async () => {
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(held).toHaveLength(1);
});
