import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FunctionError } from "../lambda/function-error.ts";
import type { StreamSink } from "../lambda/pour-stream.ts";
import { createFunctionUrl } from "./function-url.ts";
import { serve } from "./serve.ts";

type Run = (sink: StreamSink) => Promise<void> | void;

let seen: APIGatewayProxyEventV2 | undefined;
let run: Run;
let url: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  url = await serve(
    createFunctionUrl({
      domainName: "xyz.lambda-url.us-east-1.on.aws",
      async invokeStream(event, sink) {
        seen = event as APIGatewayProxyEventV2;
        await run(sink);
      },
    }),
  );
});
afterAll(() => url.close());

const bytes = (text: string) => new TextEncoder().encode(text);

test("the function gets format 2.0 with the path as it was sent", async () => {
  run = (sink) => {
    sink.start({ statusCode: 200, headers: {}, cookies: [] });
    sink.end();
  };
  await fetch(`${url.url}/v1/a%20b?x=1`);
  expect(seen).toMatchObject({
    version: "2.0",
    rawPath: "/v1/a%20b",
    rawQueryString: "x=1",
    requestContext: {
      accountId: "anonymous",
      apiId: "xyz",
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    },
  });
});

test("chunks reach the client while the function still runs", async () => {
  const gate = Promise.withResolvers<void>();
  run = async (sink) => {
    sink.start({
      statusCode: 201,
      headers: { "content-type": "text/event-stream" },
      cookies: ["a=1", "b=2"],
    });
    sink.write(bytes("first"));
    await gate.promise;
    sink.write(bytes("second"));
    sink.end();
  };
  const res = await fetch(url.url);
  expect(res.status).toBe(201);
  expect(res.headers.get("content-type")).toBe("text/event-stream");
  expect(res.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  const reader = res.body!.getReader();
  expect(Buffer.from((await reader.read()).value!).toString()).toBe("first");
  gate.resolve();
  expect(Buffer.from((await reader.read()).value!).toString()).toBe("second");
  expect((await reader.read()).done).toBe(true);
});

test("a client that leaves does not stop the function", async () => {
  const started = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  const finished = Promise.withResolvers<string>();
  run = async (sink) => {
    sink.start({ statusCode: 200, headers: {}, cookies: [] });
    sink.write(bytes("first"));
    started.resolve();
    await left.promise;
    sink.write(bytes("second"));
    sink.end();
    finished.resolve("all the way");
  };
  const leave = new AbortController();
  const res = await fetch(url.url, { signal: leave.signal });
  await started.promise;
  leave.abort();
  await res.text().catch(() => undefined);
  left.resolve();
  expect(await finished.promise).toBe("all the way");
});

test("a failure before the first byte is a 502, a later one cuts the answer off", async () => {
  run = (sink) => sink.fail(new FunctionError("Error", "secret"));
  const refused = await fetch(url.url);
  expect([refused.status, await refused.text()]).toEqual([502, "Internal Server Error"]);

  run = async (sink) => {
    sink.start({ statusCode: 200, headers: {}, cookies: [] });
    sink.write(bytes("half"));
    await new Promise((resolve) => setTimeout(resolve, 50));
    sink.fail(new FunctionError("Error", "broken"));
  };
  const cut = await fetch(url.url);
  expect(cut.status).toBe(200);
  await expect(cut.text()).rejects.toThrow();
});

test("metadata that cannot be sent is a 502", async () => {
  run = (sink) => {
    sink.start({ statusCode: 7, headers: {}, cookies: [] });
    sink.write(bytes("lost"));
    sink.end();
  };
  expect((await fetch(url.url)).status).toBe(502);
});

test("a body over 6 MB is refused before the function", async () => {
  seen = undefined;
  const res = await fetch(url.url, { method: "POST", body: Buffer.alloc(6 * 1024 * 1024 + 1) });
  expect(res.status).toBe(413);
  expect(await res.json()).toEqual({
    Message: "Request must be smaller than 6291456 bytes for the InvokeFunction operation",
  });
  expect(seen).toBeUndefined();
});
