import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readTokenSecret, tokenSecret } from "./token-secret.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aimi-secret-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("a folder's secret is made once, for its owner's eyes alone", async () => {
  const dataDir = join(folder, "not-there-yet");
  expect(await readTokenSecret(dataDir)).toBeUndefined();
  const secret = await tokenSecret(dataDir);
  expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(await tokenSecret(dataDir)).toBe(secret);
  expect(await readTokenSecret(dataDir)).toBe(secret);
  expect((await stat(join(dataDir, "jwt-secret"))).mode & 0o077).toBe(0);
});

test("one that was cut short is made anew", async () => {
  await writeFile(join(folder, "jwt-secret"), "short");
  expect(await tokenSecret(folder)).not.toBe("short");
  expect(await readTokenSecret(folder)).toHaveLength(43);
});

test("without a folder there is a new one each time", async () => {
  expect(await tokenSecret(null)).not.toBe(await tokenSecret(null));
});
