import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalFunctions, type ResponseMetadata, startFunctions } from "./start-functions.ts";
import { type Bundles, writeBundles } from "./write-bundles.ts";

const require = createRequire(import.meta.url);
const module = (name: string) => pathToFileURL(require.resolve(name).replace("/cjs/", "/")).href;

const sources = {
  hono: `
    import { Hono } from "${module("hono")}";
    import { streamHandle } from "${module("hono/aws-lambda")}";
    const app = new Hono();
    app.get("/three", () => {
      const body = new ReadableStream({ async start(c) {
        for (const part of ["one", "two", "three"]) { c.enqueue(new TextEncoder().encode(part)); await new Promise((r) => setTimeout(r, 30)); }
        c.close();
      } });
      const headers = new Headers({ "content-type": "text/event-stream" });
      headers.append("set-cookie", "a=1"); headers.append("set-cookie", "b=2");
      return new Response(body, { status: 201, headers });
    });
    app.get("/empty", () => new Response(null, { status: 204 }));
    export const handler = streamHandle(app);`,
  unwritten: `export const handler = awslambda.streamifyResponse(async (event, stream) => {
    awslambda.HttpResponseStream.from(stream, { statusCode: 302 }).end(); });`,
  unfinished: `export const handler = awslambda.streamifyResponse(async (event, stream) => { stream.write("half"); });`,
  breaks: `export const handler = awslambda.streamifyResponse(async (event, stream) => { stream.write("half"); throw new Error("broken"); });`,
  goesOn: `import { writeFile } from "node:fs/promises";
    export const handler = awslambda.streamifyResponse(async (event, stream) => {
      stream.end("all"); await new Promise((r) => setTimeout(r, 100)); await writeFile(event.file, "done"); });`,
  plain: `export const handler = async () => ({ statusCode: 404 });`,
  hangs: `export const handler = awslambda.streamifyResponse(async (event, stream) => { stream.write("half"); await new Promise(() => {}); });`,
};

let bundles: Bundles;
let functions: LocalFunctions;

beforeAll(async () => {
  bundles = await writeBundles(sources);
  const settings = Object.keys(sources).map((name) => [name, { timeoutSeconds: 1, memoryMb: 256 }]);
  functions = startFunctions({
    bundlesDir: bundles.folder,
    env: {},
    functions: Object.fromEntries(settings),
  });
});
afterAll(async () => {
  await functions.close();
  await bundles.remove();
});

async function collect(name: string, event: unknown = {}) {
  const seen: { meta?: ResponseMetadata; chunks: string[]; ended: boolean; failed?: Error } = {
    chunks: [],
    ended: false,
  };
  await functions.invokeStream(name, event, {
    start: (meta) => void Object.assign(seen, { meta }),
    write: (chunk) => void seen.chunks.push(Buffer.from(chunk).toString()),
    end: () => void Object.assign(seen, { ended: true }),
    fail: (failed) => void Object.assign(seen, { failed }),
  });
  return seen;
}

const request = (path: string) => ({
  version: "2.0",
  rawPath: path,
  rawQueryString: "",
  headers: {},
  requestContext: { domainName: "local.test", http: { method: "GET", path } },
});

test("Hono's streaming handler sends its status, headers and cookies first, then chunk by chunk", async () => {
  const { meta, chunks, ended } = await collect("hono", request("/three"));
  expect(meta).toEqual({
    statusCode: 201,
    headers: { "content-type": "text/event-stream" },
    cookies: ["a=1", "b=2"],
  });
  expect(chunks).toEqual(["one", "two", "three"]);
  expect(ended).toBe(true);
});

test("a streamed answer without a body keeps its status", async () => {
  expect(await collect("hono", request("/empty"))).toMatchObject({
    meta: { statusCode: 204 },
    chunks: [],
    ended: true,
  });
});

test("a stream ended without a write loses its metadata, as on Lambda", async () => {
  expect((await collect("unwritten")).meta?.statusCode).toBe(200);
});

test("a handler that leaves its stream open, or breaks in mid-stream, fails after what it wrote", async () => {
  expect(await collect("unfinished")).toMatchObject({
    chunks: ["half"],
    ended: false,
    failed: { message: "Response stream is not finished." },
  });
  expect(await collect("breaks")).toMatchObject({
    chunks: ["half"],
    ended: false,
    failed: { message: "broken" },
  });
});

test("a timeout cuts a stream", async () => {
  expect(await collect("hangs")).toMatchObject({
    chunks: ["half"],
    ended: false,
    failed: { errorType: "Sandbox.Timedout" },
  });
});

test("the invocation lasts until the handler is done, not until its stream ends", async () => {
  const file = `${bundles.folder}/done`;
  expect(await collect("goesOn", { file })).toMatchObject({ chunks: ["all"], ended: true });
  const { readFile } = await import("node:fs/promises");
  expect(await readFile(file, "utf8")).toBe("done");
});

test("what a plain handler returns is the whole body of a streamed answer", async () => {
  expect(await collect("plain")).toMatchObject({
    meta: { statusCode: 200, headers: { "content-type": "application/json" } },
    chunks: ['{"statusCode":404}'],
  });
});

test("a request over 6 MB fails before the function", async () => {
  const { failed, meta } = await collect("plain", "x".repeat(6 * 1024 * 1024));
  expect(failed).toMatchObject({ statusCode: 413 });
  expect(meta).toBeUndefined();
});
