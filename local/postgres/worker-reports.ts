import type { Worker } from "node:worker_threads";
import type { PgliteWorkerReport } from "./pglite-worker.ts";

type Kind = PgliteWorkerReport["kind"];
type ReportOf<K extends Kind> = Extract<PgliteWorkerReport, { kind: K }>;

/** The worker's reports, one of each kind; all still awaited fail when it ends. */
export class WorkerReports {
  readonly #awaited = new Map<Kind, PromiseWithResolvers<PgliteWorkerReport>>();

  constructor(worker: Worker) {
    for (const kind of ["opened", "listening", "closed"] as const) {
      const awaited = Promise.withResolvers<PgliteWorkerReport>();
      awaited.promise.catch(() => "whoever waits for it hears of it");
      this.#awaited.set(kind, awaited);
    }
    worker.on("message", (report: PgliteWorkerReport) => this.#awaited.get(report.kind)?.resolve(report));
    worker.once("error", (error) => this.#fail(error));
    worker.once("exit", (code) => this.#fail(new Error(`Postgres' worker ended with code ${code}`)));
  }

  async of<K extends Kind>(kind: K): Promise<ReportOf<K>> {
    return (await this.#awaited.get(kind)?.promise) as ReportOf<K>;
  }

  #fail(reason: unknown): void {
    for (const awaited of this.#awaited.values()) awaited.reject(reason);
  }
}
