import type { TestProject } from "vitest/node";
import { bundleAll } from "./bundle-all.ts";
import { startTestCloud } from "./test-cloud.ts";

declare module "vitest" {
  export interface ProvidedContext {
    bundlesDir: string;
    cloud: { url: string; wsUrl: string; ownerUrl: string; environment: Record<string, string> };
  }
}

/** One local cloud for every test that does not disturb it, and bundles for those that start their own. */
export default async function setup(project: TestProject) {
  const { folder: bundlesDir, remove } = await bundleAll();
  const cloud = await startTestCloud({ bundlesDir });
  project.provide("bundlesDir", bundlesDir);
  project.provide("cloud", {
    url: cloud.url,
    wsUrl: cloud.wsUrl,
    ownerUrl: cloud.postgres.ownerUrl,
    environment: cloud.environment,
  });
  return async () => {
    await cloud.close();
    await remove();
  };
}
