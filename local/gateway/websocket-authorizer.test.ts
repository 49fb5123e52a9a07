import { expect, test } from "vitest";
import { events, nextText, ofType, ok, open, post, refusal, start } from "./test-socket-api.ts";

const methodArn = "arn:aws:execute-api:us-east-1:000000000000:ws123/test/$connect";
const policy = (Effect: string, Resource: unknown = methodArn) => ({
  Version: "2012-10-17",
  Statement: [{ Action: "execute-api:Invoke", Effect, Resource }],
});
const asked: Record<string, unknown>[] = [];

async function startWith(authorize: () => unknown): Promise<void> {
  asked.length = 0;
  await start(ok, {
    authorize: async (event) => {
      asked.push(event as Record<string, unknown>);
      return await authorize();
    },
  });
}

test("an authorizer is asked what $connect will be asked, before it", async () => {
  await startWith(() => ({ principalId: "anna", policyDocument: policy("Allow") }));
  await open("/?ticket=t1");
  expect(asked).toEqual([
    {
      type: "REQUEST",
      methodArn,
      stageVariables: {},
      headers: expect.objectContaining({ "X-Own": "own", Host: expect.any(String) }),
      multiValueHeaders: expect.objectContaining({ "X-Own": ["own"] }),
      queryStringParameters: { ticket: "t1" },
      multiValueQueryStringParameters: { ticket: ["t1"] },
      requestContext: expect.objectContaining({
        routeKey: "$connect",
        eventType: "CONNECT",
        connectionId: events[0]?.requestContext.connectionId,
      }),
    },
  ]);
  expect(asked[0]?.requestContext).not.toHaveProperty("authorizer");
});

test("what it says of the caller comes with every event, as text", async () => {
  const context = { tenant_id: "acme", expires_at: 1_769_851_800_123, trusted: true };
  await startWith(() => ({ principalId: "anna", policyDocument: policy("Allow"), context }));
  const socket = await open();
  socket.send("hello");
  await expect.poll(() => ofType("MESSAGE")).toHaveLength(1);
  socket.close();
  await expect.poll(() => ofType("DISCONNECT")).toHaveLength(1);
  for (const { requestContext } of events) {
    expect(requestContext.authorizer).toEqual({
      principalId: "anna",
      tenant_id: "acme",
      expires_at: "1769851800123",
      trusted: "true",
    });
  }
});

test.each([
  ["denies", policy("Deny")],
  ["allows another route only", policy("Allow", methodArn.replace("test", "prod"))],
  [
    "both allows and denies",
    { Statement: [...policy("Allow").Statement, ...policy("Deny", `${methodArn.slice(0, 20)}*`).Statement] },
  ],
])("an authorizer that %s refuses with 403, and $connect never runs", async (_what, policyDocument) => {
  await startWith(() => ({ principalId: "anna", policyDocument }));
  const { status, body } = await refusal();
  expect([status, body.message]).toEqual([
    403,
    expect.stringMatching(/^User is not authorized to access this resource/),
  ]);
  expect(events).toEqual([]);
});

test("an allowance may have a pattern for its resource", async () => {
  const Resource = ["arn:aws:execute-api:*:ws999/*", "arn:aws:execute-api:*:ws123/*/$connect"];
  await startWith(() => ({ principalId: "anna", policyDocument: policy("Allow", Resource) }));
  await open();
  expect(ofType("CONNECT")).toHaveLength(1);
});

test.each<[string, () => unknown]>([
  ["fails", () => Promise.reject(new Error("broken"))],
  ["answers nothing", () => null],
  ["names nobody", () => ({ policyDocument: policy("Allow") })],
  ["has no policy", () => ({ principalId: "anna" })],
  [
    "puts an object into the context",
    () => ({ principalId: "anna", policyDocument: policy("Allow"), context: { a: {} } }),
  ],
])("an authorizer that %s is a fault, and nobody gets in", async (_what, authorize) => {
  await startWith(authorize);
  expect((await refusal()).status).toBe(500);
  expect(events).toEqual([]);
});

test("an authorizer that fails with the word Unauthorized refuses with 401", async () => {
  await startWith(() => Promise.reject(new Error("Unauthorized")));
  expect(await refusal()).toMatchObject({ status: 401, body: { message: "Unauthorized" } });
});

test("a connection can be posted to once the authorizer and $connect have agreed", async () => {
  await startWith(() => ({ principalId: "anna", policyDocument: policy("Allow") }));
  const socket = await open();
  const text = nextText(socket);
  await post(events[0]!.requestContext.connectionId, "welcome");
  expect(await text).toBe("welcome");
});
