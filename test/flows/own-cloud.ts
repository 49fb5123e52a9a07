import { DeleteScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { afterAll, inject } from "vitest";
import { resourceName, schedules } from "#infra/topology.ts";
import type { LocalCloud } from "#local/cloud.ts";
import { startTestCloud, type TestCloudOptions } from "../test-cloud.ts";

export const onRealPostgres = process.env.AIMI_LOCAL_POSTGRES_URL !== undefined;

/** A cloud that a file may disturb and count at, until its tests are over. Nothing runs in it by the clock. */
export async function startOwnCloud(options: Partial<TestCloudOptions> = {}): Promise<LocalCloud> {
  const cloud = await startTestCloud({
    bundlesDir: inject("bundlesDir"),
    logsDir: inject("logsDir"),
    redisUrl: ownRedis(process.env.AIMI_LOCAL_REDIS_URL),
    ...options,
  });
  afterAll(() => cloud.close());
  await removeSchedules(cloud);
  return cloud;
}

let taken = 0;

/** On a real server each worker process works in databases of its own: the mark of one cloud is not another's. */
function ownRedis(url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  const own = new URL(url);
  own.pathname = `/${1 + ((Number(process.env.VITEST_POOL_ID ?? 1) * 3 + taken++) % 15)}`;
  return own.href;
}

async function removeSchedules(cloud: LocalCloud): Promise<void> {
  const client = new SchedulerClient({
    endpoint: cloud.aws.url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  for (const name of Object.keys(schedules)) {
    await client.send(new DeleteScheduleCommand({ Name: resourceName("local", name) }));
  }
}
