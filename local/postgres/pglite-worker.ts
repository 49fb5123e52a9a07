import { parentPort, workerData } from "node:worker_threads";
import { listen } from "./listen.ts";
import { openPglite } from "./open-pglite.ts";
import { pgliteBackend } from "./pglite-backend.ts";
import { openPgliteSession } from "./pglite-socket.ts";
import { Turns } from "./turns.ts";

// PGlite blocks the event loop while it works, so it lives here, with its endpoint beside it.

export interface PgliteWorkerInput {
  readonly folder: string | null;
  readonly fresh: boolean;
  readonly port: number;
  readonly idleLimitMs: number;
  readonly requests: Int32Array<SharedArrayBuffer>;
}
export type PgliteWorkerReport =
  | { readonly kind: "opened" }
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "closed" };

const { folder, fresh, port, idleLimitMs, requests } = workerData as PgliteWorkerInput;
const report = (message: PgliteWorkerReport) => parentPort?.postMessage(message);

const engine = await openPglite(folder, fresh);
report({ kind: "opened" });

const turns = new Turns();
const endpoint = await listen(port, {
  backend: pgliteBackend(engine, turns),
  openSession: openPgliteSession({ engine, turns, idleLimitMs }),
  onSql: () => Atomics.add(requests, 0, 1),
});
report({ kind: "listening", port: endpoint.port });

parentPort?.once("message", async () => {
  endpoint.close();
  await turns.take();
  await engine.close();
  report({ kind: "closed" });
});
