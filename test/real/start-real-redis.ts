import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./free-port.ts";

const attempts = 100;

export async function startRealRedis(folder: string) {
  const port = await freePort();
  const args = [
    "--port",
    String(port),
    "--bind",
    "127.0.0.1",
    "--dir",
    folder,
    "--save",
    "",
    "--appendonly",
    "no",
  ];
  const server = spawn("redis-server", args, { stdio: "ignore" });
  await untilListening(port);
  return {
    url: `redis://127.0.0.1:${port}`,
    version: spawnSync("redis-server", ["--version"], { encoding: "utf8" }).stdout.trim(),
    async stop() {
      server.kill("SIGTERM");
      if (server.exitCode === null) await once(server, "exit");
    },
  };
}

async function untilListening(port: number): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (await answers(port)) return;
    await sleep(100);
  }
  throw new Error("redis-server did not start");
}

function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  return new Promise((resolve) => {
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
  }).finally(() => socket.destroy()) as Promise<boolean>;
}
