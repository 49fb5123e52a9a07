import { expect, test } from "vitest";
import { startFunctions } from "./start-functions.ts";
import { bundles, failure, functions, lines } from "./test-functions.ts";
import { writeBundles } from "./write-bundles.ts";

test("what a handler throws is a function error, and the environment lives on", async () => {
  const error = await failure("throws");
  expect(error).toMatchObject({ errorType: "TypeError", message: "no such thing", statusCode: 200 });
  expect(error.trace[0]).toBe("TypeError: no such thing");
});

test("a timeout kills even a handler that never yields", async () => {
  const error = await failure("hangs");
  expect(error.errorType).toBe("Sandbox.Timedout");
  expect(error.message).toMatch(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/);
});

test("an exit fails its invocation, and the next one gets a new environment", async () => {
  expect(await failure("exits", { exit: 3 })).toMatchObject({
    errorType: "Runtime.ExitError",
    message: expect.stringMatching(/Error: Runtime exited with error: exit status 3$/),
  });
  expect((await failure("exits", { exit: 0 })).message).toMatch(/Runtime exited without providing a reason$/);
  expect(await functions.invoke("exits", {})).toBe("alive");
});

test("an unhandled rejection fails the invocation that runs", async () => {
  expect(await failure("rejects")).toMatchObject({
    errorType: "Runtime.UnhandledPromiseRejection",
    message: "Error: nobody waits",
  });
});

test("an unhandled rejection between invocations takes the environment down", async () => {
  expect(await functions.invoke("rejects", { later: true })).toBe(1);
  await expect
    .poll(() => lines.find((line) => line.startsWith("rejects:") && line.includes("late")))
    .toBeDefined();
  expect(await functions.invoke("rejects", { count: true })).toBe(1);
});

test("running out of memory fails the invocation only", async () => {
  expect((await failure("hungry")).message).toMatch(/signal: killed$/);
});

test("an import that fails is told, and the next invocation tries again", async () => {
  expect((await failure("missing")).errorType).toBe("Runtime.ImportModuleError");
  await bundles.write("missing", "export const handler = async () => 'there now';");
  expect(await functions.invoke("missing", {})).toBe("there now");
});

test("code that is no handler, or no code, is told as Lambda does", async () => {
  expect((await failure("unexported")).errorType).toBe("Runtime.HandlerNotFound");
  await bundles.write("unexported", "export const handler = async () => {");
  expect((await failure("unexported")).errorType).toBe("Runtime.UserCodeSyntaxError");
  await bundles.write("unexported", "throw new RangeError('bad start');");
  expect(await failure("unexported")).toMatchObject({ errorType: "RangeError", message: "bad start" });
});

test("a request over 6 MB is refused before the handler, an answer over 6 MB after it", async () => {
  const error = await failure("big", { length: 1, padding: "x".repeat(6 * 1024 * 1024) });
  expect(error).toMatchObject({ errorType: "RequestEntityTooLargeException", statusCode: 413 });
  expect((await failure("big", { length: 6_291_600 })).errorType).toBe("Function.ResponseSizeTooLarge");
  expect(await functions.invoke("big", { length: 6_291_000 })).toHaveLength(6_291_000);
});

test("code that takes too long to load fails its invocation", async () => {
  const slow = await writeBundles({
    slow: "await new Promise((r) => setTimeout(r, 60_000)); export const handler = 1;",
  });
  const local = startFunctions({
    bundlesDir: slow.folder,
    env: {},
    functions: { slow: { timeoutSeconds: 5, memoryMb: 128 } },
    initMs: 300,
  });
  await expect(local.invoke("slow", {})).rejects.toMatchObject({ errorType: "Sandbox.Timedout" });
  await local.close();
  await slow.remove();
});

test("an unknown function is not found", async () => {
  expect(await failure("absent")).toMatchObject({ errorType: "ResourceNotFoundException", statusCode: 404 });
});
