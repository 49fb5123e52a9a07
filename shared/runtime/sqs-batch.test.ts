import type { SQSEvent, SQSRecord } from "aws-lambda";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import type { Redelivery } from "#shared/ports/redelivery.ts";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { fakeTotals } from "#test/fakes/fake-totals.ts";
import { createTally } from "../domain/metrics/create-tally.ts";
import { NotFound, UpstreamUnavailable } from "../errors.ts";
import { runSqsBatch } from "./sqs-batch.ts";

const schema = z.object({ tenant: z.string(), request_id: z.string() });
type Body = z.infer<typeof schema>;

function recordOf(id: string, body: unknown): SQSRecord {
  return {
    messageId: id,
    receiptHandle: id,
    body: typeof body === "string" ? body : JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: "2",
      SentTimestamp: String(fakeClock().now() - 2_000),
      SenderId: "",
      ApproximateFirstReceiveTimestamp: "0",
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:jobs",
    awsRegion: "us-east-1",
  };
}

type Options = Parameters<typeof runSqsBatch<Body>>[1];

async function run(records: readonly SQSRecord[], work: Options["work"], more: Pick<Options, "atOnce"> = {}) {
  const clock = fakeClock();
  const [log, totals] = [fakeLog(), fakeTotals()];
  const event: SQSEvent = { Records: [...records] };
  const response = await runSqsBatch(event, {
    schema,
    ...{ queue: "jobs", log, totals, clock, tally: createTally(clock) },
    groupBy: (body) => body.tenant,
    work,
    ...more,
  });
  return { failed: response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier), log, totals };
}

const bodyOf = (tenant: string, request = "r") => ({ tenant, request_id: request });

test("how long each record waited and what became of it is counted, and handed on in one call", async () => {
  const records = [recordOf("1", bodyOf("a")), recordOf("2", bodyOf("a")), recordOf("3", bodyOf("b"))];
  const { totals } = await run([...records, recordOf("4", "{}")], async ([job]) => {
    if (job?.tenant === "b") throw new UpstreamUnavailable("the model");
    return {};
  });
  const outcomes = (outcome: string) => JSON.stringify(["aimi_queue_records_total", "jobs", outcome]);
  const waits = (part: string) => JSON.stringify(["aimi_queue_wait_seconds", "jobs", part]);
  expect(totals.calls).toEqual([
    {
      added: {
        ...{ [outcomes("unreadable")]: 1, [outcomes("done")]: 2, [outcomes("retry")]: 1 },
        ...{ [waits("2.5")]: 4, [waits("sum")]: 4 * 2_000_000 },
      },
      reported: {},
    },
  ]);
});

describe("a batch", () => {
  test("that goes well gives nothing back, and logs one line a record", async () => {
    const records = [recordOf("1", bodyOf("a", "r1")), recordOf("2", bodyOf("a", "r2"))];
    const { failed, log } = await run(records, async () => ({ embedded: 2 }));
    expect(failed).toEqual([]);
    expect(log.lines.map(({ level, fields }) => [level, fields])).toEqual(
      ["1", "2"].map((id) => [
        "info",
        {
          request_id: `r${id}`,
          message_id: id,
          receive_count: 2,
          outcome: "done",
          duration_ms: expect.any(Number),
          embedded: 2,
        },
      ]),
    );
  });

  test("is worked on in groups, each once and with all its jobs", async () => {
    const seen: string[][] = [];
    const records = ["a", "b", "a"].map((tenant, at) => recordOf(String(at), bodyOf(tenant, `r${at}`)));
    await run(records, async (jobs) => {
      seen.push(jobs.map(({ request_id }) => request_id));
      return {};
    });
    expect(seen).toEqual([["r0", "r2"], ["r1"]]);
  });

  test("gives back the group that failed, and no other", async () => {
    const records = ["a", "b", "a"].map((tenant, at) => recordOf(String(at), bodyOf(tenant)));
    const { failed, log } = await run(records, async ([job]) => {
      if (job?.tenant === "a") throw new UpstreamUnavailable("the model");
      return {};
    });
    expect(failed).toEqual(["0", "2"]);
    expect(log.lines.map(({ fields }) => fields.outcome)).toEqual(["retry", "retry", "done"]);
  });

  test("gives back one job of a group and no other, where its work says how each went", async () => {
    const records = ["1", "2", "3"].map((id) => recordOf(id, bodyOf("a", `r${id}`)));
    const { failed, log } = await run(records, async () => [
      { status: "fulfilled", value: { told: 1 } },
      { status: "rejected", reason: new UpstreamUnavailable("push") },
      { status: "rejected", reason: new NotFound("reminder") },
    ]);
    expect(failed).toEqual(["2"]);
    expect(log.lines.map(({ fields: { request_id, outcome } }) => [request_id, outcome])).toEqual([
      ["r1", "done"],
      ["r2", "retry"],
      ["r3", "dropped"],
    ]);
    expect(log.lines[0]!.fields).toMatchObject({ told: 1 });
  });

  test("lets no group wait for another, where it is asked to work on all at once", async () => {
    const records = ["a", "b", "c"].map((tenant) => recordOf(tenant, bodyOf(tenant)));
    const begun: string[] = [];
    const { promise: allBegun, resolve } = Promise.withResolvers<void>();
    const work = async ([job]: readonly Body[]) => {
      begun.push(job!.tenant);
      if (begun.length === records.length) resolve();
      await allBegun;
      if (job!.tenant === "b") throw new UpstreamUnavailable("push");
      return {};
    };
    const { failed } = await run(records, work, { atOnce: true });
    expect(failed).toEqual(["b"]);
  });

  test("gives back what failed for an unknown reason", async () => {
    const { failed } = await run([recordOf("1", bodyOf("a"))], () => Promise.reject(new TypeError("oops")));
    expect(failed).toEqual(["1"]);
  });

  test("drops what can never go well, and says so", async () => {
    const { failed, log } = await run([recordOf("1", bodyOf("a"))], () =>
      Promise.reject(new NotFound("tenant")),
    );
    expect(failed).toEqual([]);
    expect(log.lines).toMatchObject([{ level: "error", fields: { outcome: "dropped" } }]);
  });
});

describe("what is given back", () => {
  async function giveBack(error: Error, postpone: Redelivery["postpone"]) {
    const [log, clock] = [fakeLog(), fakeClock()];
    const records = [recordOf("1", bodyOf("a")), recordOf("2", bodyOf("b")), recordOf("3", "nonsense")];
    const response = await runSqsBatch(
      { Records: records },
      {
        schema,
        queue: "jobs",
        clock,
        tally: createTally(clock),
        totals: fakeTotals(),
        log,
        redelivery: { postpone },
        groupBy: (body) => body.tenant,
        work: async ([job]) => {
          if (job?.tenant === "a") throw error;
          return {};
        },
      },
    );
    return { failed: response.batchItemFailures.length, log };
  }

  test("rests for a while that its receive count and the model decide; what is unreadable is left to the queue", async () => {
    const seen: unknown[] = [];
    const postpone = async (records: readonly unknown[]) => void seen.push(...records);
    await giveBack(new UpstreamUnavailable("the model", undefined, 60), postpone);
    await giveBack(new UpstreamUnavailable("the model"), postpone);
    expect(seen).toEqual([
      { receiptHandle: "1", seconds: 60 },
      { receiptHandle: "1", seconds: expect.any(Number) },
    ]);
    const { seconds } = seen[1] as { seconds: number };
    expect(seconds).toBeGreaterThanOrEqual(5);
    expect(seconds).toBeLessThanOrEqual(10);
  });

  test("is given back even if the queue does not hear for how long", async () => {
    const error = new UpstreamUnavailable("the model");
    const { failed, log } = await giveBack(error, () => Promise.reject(new Error("no answer")));
    expect(failed).toBe(2);
    expect(log.lines.at(-1)).toMatchObject({ level: "warn" });
  });

  test("is not what can never go well", async () => {
    const { failed } = await giveBack(new NotFound("tenant"), () => Promise.reject(new Error("never asked")));
    expect(failed).toBe(1);
  });
});

test.each(["not JSON", "{}", "null", JSON.stringify({ tenant: 1, request_id: "r" })])(
  "a record that cannot be read goes back, so that it ends in the dead letters, and stops nobody: %s",
  async (body) => {
    const worked: Body[] = [];
    const { failed, log } = await run([recordOf("1", body), recordOf("2", bodyOf("a"))], async (jobs) => {
      worked.push(...jobs);
      return {};
    });
    expect(failed).toEqual(["1"]);
    expect(worked).toEqual([bodyOf("a")]);
    expect(log.lines[0]).toMatchObject({
      level: "error",
      fields: { message_id: "1", outcome: "unreadable" },
    });
    expect(JSON.stringify(log.lines)).not.toContain("not JSON");
  },
);
