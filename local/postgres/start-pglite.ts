import { setTimeout } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { damaged, openDataFolder } from "./data-folder.ts";
import { appLogin, loginUrl, ownerLogin, pgliteDatabase } from "./local-logins.ts";
import type { PgliteWorkerInput } from "./pglite-worker.ts";
import type { LocalPostgres } from "./start-postgres.ts";
import { WorkerReports } from "./worker-reports.ts";

interface PgliteOptions {
  readonly dataDir: string | null;
  readonly port: number;
  readonly idleLimitMs: number;
}

// A statement cannot be interrupted; what was answered is on disk already.
const closeLimitMs = 5_000;

export async function startPglite({ dataDir, port, idleLimitMs }: PgliteOptions): Promise<LocalPostgres> {
  const folder = dataDir === null ? undefined : await openDataFolder(dataDir);
  const requests = new Int32Array(new SharedArrayBuffer(4));
  const input: PgliteWorkerInput = {
    folder: folder?.path ?? null,
    fresh: folder?.fresh ?? true,
    port,
    idleLimitMs,
    requests,
  };
  const worker = new Worker(new URL("./pglite-worker.ts", import.meta.url), { workerData: input });
  const reports = new WorkerReports(worker);
  try {
    await reports.of("opened").catch((cause: unknown) => {
      throw dataDir === null ? cause : damaged(dataDir, cause);
    });
    await folder?.finish();
    const { port: boundPort } = await reports.of("listening");
    return {
      appUrl: loginUrl(appLogin, boundPort, pgliteDatabase),
      ownerUrl: loginUrl(ownerLogin, boundPort, pgliteDatabase),
      requestCount: () => Atomics.load(requests, 0),
      async close() {
        worker.postMessage("close");
        try {
          await Promise.race([reports.of("closed"), setTimeout(closeLimitMs, undefined, { ref: false })]);
        } finally {
          await worker.terminate();
          folder?.unlock();
        }
      },
    };
  } catch (error) {
    await worker.terminate();
    folder?.unlock();
    throw error;
  }
}
