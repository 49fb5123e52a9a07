import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { delimiter, dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export interface MiniStack {
  readonly endpoint: string;
  /** What it has written so far: its own lines and those of functions. */
  log(): string;
  close(): Promise<void>;
}

const startDeadlineMs = 60_000;

/** Starts the emulator with nothing of this environment in it but the way to Node 24. */
export async function startMiniStack(executable: string): Promise<MiniStack> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const child = spawn(executable, [], {
    env: {
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      HOME: process.env.HOME,
      GATEWAY_PORT: String(port),
      BIND_HOST: "127.0.0.1",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => lines.push(String(chunk)));
  const log = () => lines.join("");
  const ended = once(child, "close").catch((error: Error) => {
    throw new Error(`${executable} does not start; pip install ministack, or name it with MINISTACK`, {
      cause: error,
    });
  });
  const close = async () => {
    child.kill();
    await ended;
  };
  try {
    await Promise.race([untilHealthy(endpoint), failWhen(ended, log)]);
  } catch (error) {
    await close();
    throw error;
  }
  return { endpoint, log, close };
}

async function untilHealthy(endpoint: string): Promise<void> {
  const deadline = Date.now() + startDeadlineMs;
  while (Date.now() < deadline) {
    const answer = await fetch(`${endpoint}/_localstack/health`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(200);
  }
  throw new Error(`MiniStack did not answer at ${endpoint} within a minute`);
}

async function failWhen(ended: Promise<unknown>, log: () => string): Promise<never> {
  await ended;
  throw new Error(`MiniStack ended while it started:\n${log()}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port was given");
  return address.port;
}
