import type { SQSRecord } from "aws-lambda";
import { expect, test } from "vitest";
import { createTally } from "#shared/domain/metrics/create-tally.ts";
import type { Postponed } from "#shared/ports/redelivery.ts";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { answerLetters } from "./answer-letters.ts";

type Run = Parameters<typeof answerLetters>[1]["run"];

const letter = JSON.stringify({ request_id: "a-request" });
const nothing: Run = async () => ({ applied: [], alreadyApplied: 3 });

async function answer(body: string, run: Run) {
  const [clock, log] = [fakeClock(), fakeLog()];
  const postponed: Postponed[] = [];
  const record = {
    ...{ messageId: "1", receiptHandle: "handle", body },
    attributes: { ApproximateReceiveCount: "1", SentTimestamp: String(clock.now()) },
  } as SQSRecord;
  const { batchItemFailures } = await answerLetters(
    { Records: [record] },
    {
      ...{ run, clock, log, tally: createTally(clock), totals: { add: async () => undefined } },
      redelivery: { postpone: async (records) => void postponed.push(...records) },
    },
  );
  return { givenBack: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier), postponed, log };
}

const failing = (fields: object) => async () => {
  throw Object.assign(new Error("a row says: the secret of anna, at postgres://owner:hunter2@db"), fields);
};

test("a letter is worked off, and its line says what ran for whom", async () => {
  const { givenBack, log } = await answer(letter, async () => ({
    applied: ["0004_d.sql"],
    alreadyApplied: 3,
  }));
  expect(givenBack).toEqual([]);
  expect(log.lines).toMatchObject([
    {
      level: "info",
      what: "record",
      fields: { request_id: "a-request", outcome: "done", applied: ["0004_d.sql"], already_applied: 3 },
    },
  ]);
});

test("where nothing waited, that is no failure", async () => {
  const { givenBack, log } = await answer(letter, nothing);
  expect(givenBack).toEqual([]);
  expect(log.lines).toMatchObject([{ fields: { outcome: "done", applied: [] } }]);
});

test("a run that fails is given back, to come again within seconds", async () => {
  const { givenBack, postponed } = await answer(letter, failing({ migration: "0004_d.sql" }));
  expect(givenBack).toEqual(["1"]);
  expect(postponed).toEqual([{ receiptHandle: "handle", seconds: expect.any(Number) }]);
  expect(postponed[0]!.seconds).toBeLessThanOrEqual(5);
});

test.each([
  [
    "the file and Postgres' code",
    { name: "MigrationFailed", migration: "0004_d.sql", code: "22P02" },
    "0004_d.sql failed",
  ],
  ["that none could begin", { name: "TypeError" }, "no migration could begin"],
])("the line of a failure tells %s, and no words of others", async (_what, fields, message) => {
  const { log } = await answer(letter, failing(fields));
  const [line] = log.lines;
  expect(line).toMatchObject({ level: "error", fields: { request_id: "a-request", outcome: "retry" } });
  const error = line!.fields.error as Error & { code?: unknown };
  const { name, code } = fields as { name: string; code?: string };
  expect({ name: error.name, message: error.message, code: error.code }).toEqual({ name, message, code });
  expect(error.cause).toBeUndefined();
  expect(`${error.stack}`).not.toMatch(/anna|hunter2/);
});

test.each(["nonsense", "{}"])("what is no letter (%s) runs nothing, and is given back", async (body) => {
  let ran = false;
  const { givenBack } = await answer(body, async () => {
    ran = true;
    return { applied: [], alreadyApplied: 0 };
  });
  expect([givenBack, ran]).toEqual([["1"], false]);
});
