import { afterEach, expect, test, vi } from "vitest";
import { defaultProvider } from "./environment-credentials.ts";

afterEach(() => vi.unstubAllEnvs());

test("a function's keys are those of its environment, read at each call since they change", async () => {
  const provide = defaultProvider();
  for (const [name, value] of [
    ["AWS_ACCESS_KEY_ID", "id"],
    ["AWS_SECRET_ACCESS_KEY", "secret"],
  ] as const) {
    vi.stubEnv(name, value);
  }
  vi.stubEnv("AWS_SESSION_TOKEN", "one");
  expect(await provide()).toEqual({ accessKeyId: "id", secretAccessKey: "secret", sessionToken: "one" });
  vi.stubEnv("AWS_SESSION_TOKEN", undefined);
  expect(await provide()).toEqual({ accessKeyId: "id", secretAccessKey: "secret" });
});

test("without keys the provider says which are missing", async () => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", undefined);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", undefined);
  await expect(defaultProvider()()).rejects.toThrow(
    "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are missing",
  );
});
