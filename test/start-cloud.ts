import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { bundleAll } from "./bundle-all.ts";
import { startMigratedDatabase } from "./contracts/start-own-database.ts";
import { type Finding, searchLogs } from "./logs/search-logs.ts";
import { removeFolder } from "./remove-folder.ts";
import { startTestCloud } from "./test-cloud.ts";

declare module "vitest" {
  export interface ProvidedContext {
    bundlesDir: string;
    logsDir: string;
    /** The contracts' database: no function works in it, so nothing moves there but what a test does. */
    databaseUrl: string;
    cloud: { url: string; wsUrl: string; ownerUrl: string; environment: Record<string, string> };
  }
}

/**
 * One local cloud for every test that does not disturb it, and bundles for those that start their own. Once all
 * are done, what they logged is searched for secrets.
 */
export default async function setup(project: TestProject) {
  const { folder: bundlesDir, remove } = await bundleAll();
  const logsDir = await mkdtemp(join(tmpdir(), "aimi-test-logs-"));
  const cloud = await startTestCloud({ bundlesDir, logsDir });
  // Behind it: on a real server both would make the same roles at once.
  const database = await startMigratedDatabase();
  project.provide("bundlesDir", bundlesDir);
  project.provide("logsDir", logsDir);
  project.provide("databaseUrl", database.appUrl);
  project.provide("cloud", {
    url: cloud.url,
    wsUrl: cloud.wsUrl,
    ownerUrl: cloud.postgres.ownerUrl,
    environment: cloud.environment,
  });
  return async () => {
    await Promise.all([cloud.close(), database.close()]);
    await remove();
    const { lines, findings } = await searchLogs(logsDir);
    await removeFolder(logsDir);
    console.log(`Searched ${lines} lines of logs for secrets: ${findings.length} found`);
    if (findings.length > 0) throw new Error(`secrets stand in the logs:\n${summarize(findings)}`);
  };
}

function summarize(findings: readonly Finding[]): string {
  const places = findings.map(({ of, what, kind }) => `  ${kind} in a line of ${of}: ${what}`);
  return [...new Set(places)].join("\n");
}
