import { request } from "node:http";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { FunctionError } from "../lambda/function-error.ts";
import { createHttpApi } from "./http-api.ts";
import { serve } from "./serve.ts";

let seen: APIGatewayProxyEventV2 | undefined;
let answer: () => unknown;
let api: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  api = await serve(
    createHttpApi({
      domainName: "abc123.execute-api.us-east-1.amazonaws.com",
      integrationTimeoutMs: 100,
      async invoke(event) {
        seen = event as APIGatewayProxyEventV2;
        return await answer();
      },
    }),
  );
});
beforeEach(() => {
  seen = undefined;
  answer = () => ({ statusCode: 200, body: "ok" });
});
afterAll(() => api.close());

const get = (path: string, init?: RequestInit) => fetch(`${api.url}${path}`, init);

async function getRaw(path: string, headers: string[]): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  request(`${api.url}${path}`, { headers: ["host", "x", ...headers] }, (res) => {
    res.resume();
    resolve(res.statusCode);
  }).end();
  return await promise;
}

test("the function gets a request as payload format 2.0", async () => {
  await get("/v1/things?a=1&b=two%20words&a=3", {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "User-Agent": "tester",
      Cookie: "x=1; y=2",
      "X-Own": "own",
    },
    body: '{"name":"ü"}',
  });
  expect(seen).toEqual({
    version: "2.0",
    routeKey: "$default",
    rawPath: "/v1/things",
    rawQueryString: "a=1&b=two%20words&a=3",
    cookies: ["x=1", "y=2"],
    headers: expect.objectContaining({
      host: "abc123.execute-api.us-east-1.amazonaws.com",
      "content-type": "application/json",
      "content-length": "13",
      "user-agent": "tester",
      "x-own": "own",
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-proto": "https",
      "x-forwarded-port": "443",
      "x-amzn-trace-id": expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
    }),
    queryStringParameters: { a: "1,3", b: "two words" },
    requestContext: {
      accountId: "000000000000",
      apiId: "abc123",
      domainName: "abc123.execute-api.us-east-1.amazonaws.com",
      domainPrefix: "abc123",
      http: {
        method: "POST",
        path: "/v1/things",
        protocol: "HTTP/1.1",
        sourceIp: "127.0.0.1",
        userAgent: "tester",
      },
      requestId: expect.stringMatching(/^[\w-]{15}=$/),
      routeKey: "$default",
      stage: "$default",
      time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      timeEpoch: expect.any(Number),
    },
    body: '{"name":"ü"}',
    isBase64Encoded: false,
  });
  expect(Object.keys(seen?.headers ?? {})).not.toContain("cookie");
  expect(Object.keys(seen?.headers ?? {})).not.toContain("connection");
});

test("a request without query, cookies or body has none of their fields", async () => {
  await get("/");
  for (const field of ["queryStringParameters", "cookies", "body"]) expect(seen).not.toHaveProperty(field);
  expect(seen).toMatchObject({ rawQueryString: "", isBase64Encoded: false });
});

test("repeated headers are joined by a comma", async () => {
  await getRaw("/", ["X-Many", "one", "x-many", "two"]);
  expect(seen?.headers["x-many"]).toBe("one,two");
});

test("the path arrives decoded, and a decoded question mark cuts it, as HTTP APIs do", async () => {
  await get("/a%20b/c%2Fd");
  expect(seen?.rawPath).toBe("/a b/c/d");
  await get("/a%3Fb");
  expect(seen?.rawPath).toBe("/a");
  expect((await get("/%zz")).status).toBe(400);
});

test("a body that is not text is base64", async () => {
  await get("/", { method: "PUT", body: Buffer.from([0, 255, 1]), headers: { "content-type": "image/png" } });
  expect(seen).toMatchObject({ body: "AP8B", isBase64Encoded: true });
});

test("status, headers, cookies and a base64 body go to the client", async () => {
  answer = () => ({
    statusCode: 201,
    headers: {
      "Content-Type": "image/png",
      "X-Number": 5,
      connection: "close, x-other",
      "content-length": "999",
    },
    cookies: ["a=1; Path=/", "b=2"],
    body: "AP8B",
    isBase64Encoded: true,
  });
  const res = await get("/");
  expect(res.status).toBe(201);
  expect(res.headers.get("content-type")).toBe("image/png");
  expect(res.headers.get("x-number")).toBe("5");
  expect(res.headers.get("connection")).not.toContain("x-other");
  expect(res.headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2"]);
  expect(res.headers.get("apigw-requestid")).toBe(seen?.requestContext.requestId);
  expect([...(await res.bytes())]).toEqual([0, 255, 1]);
});

test("an answer without a status is a 200 with the answer as JSON", async () => {
  answer = () => ({ message: "hello" });
  const res = await get("/");
  expect(res.status).toBe(200);
  expect(res.headers.get("content-type")).toBe("application/json");
  expect(await res.json()).toEqual({ message: "hello" });
});

test.each([
  ["a status that is none", { statusCode: "soon" }],
  ["a body that is no string", { statusCode: 200, body: { a: 1 } }],
  ["a header that is no text", { statusCode: 200, headers: { a: ["b"] } }],
  ["a header that cannot be sent", { statusCode: 200, headers: { a: "b\nc" } }],
  ["cookies that are no list", { statusCode: 200, cookies: "a=1" }],
])("a malformed answer is an internal error: %s", async (_what, malformed) => {
  answer = () => malformed;
  const res = await get("/");
  expect([res.status, await res.text()]).toEqual([500, '{"message":"Internal Server Error"}']);
});

test("a function error is an internal error that tells nothing", async () => {
  answer = () => {
    throw new FunctionError("TypeError", "secret");
  };
  const res = await get("/");
  expect([res.status, await res.text()]).toEqual([500, '{"message":"Internal Server Error"}']);
});

test("an integration that takes too long is unavailable", async () => {
  answer = () => new Promise(() => undefined);
  const res = await get("/");
  expect([res.status, await res.json()]).toEqual([503, { message: "Service Unavailable" }]);
});

test("a body over 10 MB never reaches the function; one that Lambda refuses is too large as well", async () => {
  const res = await get("/", { method: "POST", body: Buffer.alloc(10 * 1024 * 1024 + 1) });
  expect([res.status, await res.json()]).toEqual([413, { message: "Request Entity Too Large" }]);
  expect(seen).toBeUndefined();

  answer = () => {
    throw new FunctionError("RequestEntityTooLargeException", "too large", { statusCode: 413 });
  };
  expect((await get("/", { method: "POST", body: "x" })).status).toBe(413);
});

test("a head over 10 KB is refused", async () => {
  expect(await getRaw("/", ["x-big", "x".repeat(10_300)])).toBe(431);
  expect(seen).toBeUndefined();
  expect(await getRaw("/", ["x-big", "x".repeat(9000)])).toBe(200);
});

test("HEAD and OPTIONS go to the function", async () => {
  answer = () => ({ statusCode: 204, headers: { allow: "GET" } });
  for (const method of ["HEAD", "OPTIONS"]) {
    const res = await get("/", { method });
    expect(seen?.requestContext.http.method).toBe(method);
    expect([res.status, res.headers.get("allow")]).toEqual([204, "GET"]);
  }
});
