import { expect, test } from "vitest";
import { echo, failure, functions } from "./test-functions.ts";

test("a crash fails what runs and leaves what is idle", async () => {
  const before = await echo();
  expect(functions.crash("echo")).toBe(0);
  const running = failure("echo", { sleepMs: 5_000 });
  await expect.poll(() => functions.crash("echo")).toBe(1);
  expect((await running).errorType).toBe("Runtime.ExitError");
  expect((await echo()).threadId).not.toBe(before.threadId);
});
