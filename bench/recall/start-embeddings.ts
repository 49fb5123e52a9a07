import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "#test/real/free-port.ts";

const attempts = 100;

/** Starts the server of real embeddings that comes with the evaluation data. */
export async function startEmbeddings(
  script: string,
  more: readonly string[] = [],
): Promise<{ url: string; stop(): void }> {
  const port = await freePort();
  const server = spawn("python3", [script, "--port", String(port), ...more], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const url = `http://127.0.0.1:${port}/v1`;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const answers = await fetch(`${url}/models`).then(
      (response) => response.ok,
      () => false,
    );
    if (answers) return { url, stop: () => void server.kill() };
    await sleep(100);
  }
  server.kill();
  throw new Error(`${script} did not start: name it with --server, or a running server with --embeddings`);
}
