import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { call } from "./call.ts";
import { type DevProcess, root, startDev } from "./dev-process.ts";

const project = await mkdtemp(join(tmpdir(), "aimi-live-"));
const changed = join(project, "functions/http/routes/health.ts");
let dev: DevProcess | undefined;

afterAll(async () => {
  await dev?.end("SIGKILL");
  await rm(project, { recursive: true, force: true });
});

/** The project as it is, so that a change of it disturbs nobody. */
async function copyProject(): Promise<string> {
  for (const part of [
    "functions",
    "shared",
    "infra",
    "local",
    "migrations",
    "package.json",
    "tsconfig.json",
  ]) {
    await cp(join(root, part), join(project, part), { recursive: true });
  }
  await symlink(join(root, "node_modules"), join(project, "node_modules"));
  return await readFile(changed, "utf8");
}

test("a change of the sources is live within seconds, and one with an error leaves the old code at work", async () => {
  const source = await copyProject();
  dev = startDev({ dataDir: join(project, "data"), project });
  const url = await dev.ready();
  const version = async () => ((await call(`${url}/health`)).json() as { version: string }).version;
  const change = (to: string) => writeFile(changed, source.replace("settings.AIMI_VERSION", to));
  const untilVersion = (expected: string) =>
    vi.waitUntil(async () => (await version()) === expected, { timeout: 60_000, interval: 50 });

  expect(await version()).toBe("local");
  await change('"changed"');
  await untilVersion("changed");

  await change('"changed" (');
  await dev.said(/has an error.*health\.ts/s);
  expect(await version()).toBe("changed");

  await change('"mended"');
  await untilVersion("mended");
  expect(dev.stdout()).not.toContain("given up");
});
