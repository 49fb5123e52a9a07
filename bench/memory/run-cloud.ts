import { startLocalCloud } from "#local/cloud.ts";

/** The whole backend in a process of its own, told by its parent where its parts are. */
process.once("message", async (options: Parameters<typeof startLocalCloud>[0]) => {
  const onLog = (name: string, line: string) => console.error(`${name}: ${line}`);
  const cloud = await startLocalCloud({ ...options, onLog });
  process.on("disconnect", () => void cloud.close().finally(() => process.exit()));
  process.send!({ url: cloud.url });
});
