import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { LocalCloudOptions } from "#local/cloud.ts";

const program = fileURLToPath(new URL("run-cloud.ts", import.meta.url));

export async function startCloud(
  options: LocalCloudOptions,
): Promise<{ url: string; stop(): Promise<void> }> {
  const child = fork(program);
  const closed = once(child, "exit");
  child.send(options);
  const url = await Promise.race([
    once(child, "message").then(([message]) => (message as { url: string }).url),
    closed.then(() => Promise.reject(new Error("the local cloud did not start"))),
  ]);
  return {
    url,
    async stop() {
      if (child.connected) child.disconnect();
      await closed;
    },
  };
}
