import type { SQSEvent, SQSRecord } from "aws-lambda";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { fakeLog } from "#test/fakes/fake-log.ts";
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
      SentTimestamp: "0",
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

async function run(records: readonly SQSRecord[], work: (jobs: readonly Body[]) => Promise<object>) {
  const log = fakeLog();
  const event: SQSEvent = { Records: [...records] };
  const response = await runSqsBatch(event, {
    schema,
    log,
    groupBy: (body) => body.tenant,
    work: async (jobs) => ({ ...(await work(jobs)) }),
  });
  return { failed: response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier), log };
}

const bodyOf = (tenant: string, request = "r") => ({ tenant, request_id: request });

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
