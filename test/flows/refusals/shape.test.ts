import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { refusal } from "../call.ts";
import { memoryClient } from "../memory-client.ts";
import { rowsOf } from "../rows.ts";
import { contracts, type Sample, samplesFor, sendSample, titleOf } from "./sample-requests.ts";
import { withValue } from "./with-value.ts";
import { wrongInBody, wrongInQuery } from "./wrong-values.ts";

const { url, environment } = inject("cloud");
const memory = memoryClient(url);
const rows = rowsOf(environment);
let samples: Readonly<Record<string, Sample>> = {};
let before: Record<string, number>;

beforeAll(async () => {
  const { id } = await memory.write({ content: "written before" });
  await memory.untilEmbedded(id);
  const { id: memoryId } = await memory.remember({ content: "written before" });
  samples = samplesFor(memory.tenant, id, memoryId);
  before = await rows.count(memory.tenant);
});
afterAll(async () => {
  expect(await rows.count(memory.tenant)).toEqual(before);
});

const sampleOf = (operationId: string) => {
  const sample = samples[operationId];
  if (!sample) throw new Error(`${operationId} has no sample request: give it one in sample-requests.ts`);
  return sample;
};

describe.each(contracts.filter(({ body }) => body).map((contract) => [titleOf(contract), contract] as const))(
  "%s",
  (_title, contract) => {
    test.each(wrongInBody(contract.body!))("refuses $field that is $what", async ({ field, value }) => {
      const sample = sampleOf(contract.operationId);
      const body = withValue(sample.body, field, value);
      const { status, error } = await refused(contract, sample, { body });
      expect([status, error.code]).toEqual([400, "validation_failed"]);
      expect(error.details?.map(({ path }) => path)).toContainEqual(expect.stringMatching(pointsAt(field)));
    });

    test.each([
      // Where a body may be left out, an empty one is none, whatever it says it is.
      ...(contract.bodyOptional ? [] : [["nothing", ""]]),
      ["no JSON", "content=hello"],
      ["half of a JSON object", '{"content": "hel'],
      ["JSON with a comma too many", '{"content": "hello",}'],
      ["bytes", "\u0000\u0001\u0002"],
      ["a JSON list", "[]"],
      ["a JSON string", '"hello"'],
      ["a JSON number", "7"],
      ["null", "null"],
    ])("refuses %s for a body", async (_what, body) => {
      const { status, error } = await refused(contract, sampleOf(contract.operationId), { body });
      expect([status, error.code]).toEqual([400, "validation_failed"]);
    });

    test.each([
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data",
      "application/jsonp",
      "",
    ])("refuses the media type '%s'", async (type) => {
      const sample = sampleOf(contract.operationId);
      const { status, error } = await refused(contract, sample, { headers: { "content-type": type } });
      expect([status, error.code]).toEqual([415, "unsupported_media_type"]);
    });
  },
);

describe.each(
  contracts.filter(({ query }) => query).map((contract) => [titleOf(contract), contract] as const),
)("%s", (_title, contract) => {
  test.each(wrongInQuery(contract.query!))("refuses ?$field= that is $what", async ({ field, value }) => {
    const sample = sampleOf(contract.operationId);
    const { status, error } = await refused(contract, sample, { query: { [field]: value } });
    expect([status, error.code]).toEqual([400, "validation_failed"]);
    expect(error.details?.map(({ path }) => path)).toContainEqual(expect.stringMatching(pointsAt(field)));
  });
});

describe.each(
  contracts.filter(({ params }) => params).map((contract) => [titleOf(contract), contract] as const),
)("%s", (_title, contract) => {
  // What is empty or has a slash is another address.
  const reachable = ({ value }: { value: unknown }) => value !== undefined && /^[^/]+$/.test(String(value));
  test.each(wrongInQuery(contract.params!).filter(reachable))(
    "refuses {$field} that is $what",
    async ({ field, value }) => {
      const sample = sampleOf(contract.operationId);
      const { status, error } = await refused(contract, sample, { params: { [field]: String(value) } });
      expect([status, error.code, error.details?.[0]?.path]).toEqual([400, "validation_failed", field]);
    },
  );
});

test("the wrong values reach every kind of field", () => {
  const operation = contracts.find(({ operationId }) => operationId === "createMessages")!;
  const fields = new Set(wrongInBody(operation.body!).map(({ field }) => field));
  const own = ["role", "name", "content", "metadata", "importance", "created_at"].map(
    (name) => `messages.0.${name}`,
  );
  expect([...fields]).toEqual(expect.arrayContaining(["messages", "tenant_id", ...own]));
});

test("everything that is wrong is named at once", async () => {
  const answer = await memory.send("/v1/messages?user_id=a%20b", {
    role: "robot",
    content: "",
    importance: 2,
  });
  const paths = refusal(answer).details?.map(({ path }) => path);
  expect(paths?.sort()).toEqual(["content", "conversation_id", "importance", "role", "user_id"].sort());
});

test("the message of an error names the field and what is wrong with it", async () => {
  const answer = await memory.send("/v1/messages", { conversation_id: "c", role: "user", content: "" });
  expect(refusal(answer)).toMatchObject({
    message: "content must not be empty",
    details: [{ path: "content", message: "must not be empty" }],
  });
});

async function refused(...[contract, sample, change]: Tail<Parameters<typeof sendSample>>) {
  const answer = await sendSample(url, contract, sample, change);
  return { status: answer.status, error: refusal(answer) };
}
type Tail<List extends unknown[]> = List extends [unknown, ...infer Rest] ? Rest : never;

function pointsAt(field: string): RegExp {
  return new RegExp(`^${field.replaceAll(".", "\\.")}(\\.|$)`);
}
