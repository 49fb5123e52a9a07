import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { emulatedStreamsOption } from "#infra/emulated-streams.ts";
import { checkEmulator, reachableStreamUrl } from "../../bin/local-deployment/emulator.ts";

it("says how to start an emulator where none answers", async () => {
  const refused = checkEmulator("http://127.0.0.1:9");
  await expect(refused).rejects.toThrow(
    /docker compose up[\s\S]*GATEWAY_PORT=9 ministack[\s\S]*AWS_ENDPOINT_URL/,
  );
});

it("reaches a function URL through the emulator that gave it AWS's name", () => {
  const given = "https://abc123.lambda-url.us-east-1.on.aws/";
  expect(reachableStreamUrl(given, "http://127.0.0.1:4566")).toBe(
    "http://127.0.0.1:4566/_aws/lambda-url/abc123",
  );
});

it("leaves a function URL alone that the emulator serves under its own name", () => {
  const given = "http://abc123.lambda-url.us-east-1.localhost.localstack.cloud:4566/";
  expect(reachableStreamUrl(given, "http://127.0.0.1:4566")).toBe(given.slice(0, -1));
});

const streamingHandler = `
  const handler = awslambda.streamifyResponse(async (event, output) => {
    const stream = awslambda.HttpResponseStream.from(output, { statusCode: 201, headers: { a: "b" } });
    stream.write("one ");
    stream.end(event.word);
  });
  console.log(JSON.stringify(await handler({ word: "two" }, {})));
`;

async function runInEmulator(code: string): Promise<string> {
  const run = promisify(execFile);
  const options = { env: { ...process.env, NODE_OPTIONS: emulatedStreamsOption() } };
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", code], options);
  return stdout.trim();
}

it("gives emulated functions what Lambda offers for streams, in Lambda's framing", async () => {
  const framed: string = JSON.parse(await runInEmulator(streamingHandler));
  const [prelude = "", body] = framed.split("\0".repeat(8));
  expect(JSON.parse(prelude)).toEqual({ statusCode: 201, headers: { a: "b" } });
  expect(body).toBe("one two");
});

it("fits into what Lambda allows for environment variables", () => {
  expect(emulatedStreamsOption().length).toBeLessThan(3_000);
});
