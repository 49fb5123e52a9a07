import type { Rows } from "../flows/rows.ts";
import type { FaultClient, SaidMessage } from "./fault-client.ts";

export interface Outcome {
  readonly ready: number;
  readonly failed: number;
  readonly vectors: number;
  /** Why messages failed, by the reason of their jobs. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Messages that failed jobs name, ready or not. */
  readonly listed: number;
  /** What does not hold. */
  readonly complaints: readonly string[];
}

/** Holds what is there against the promise: every message embedded exactly once, or failed and listed. */
export async function lookAtOutcome(
  client: FaultClient,
  rows: Rows,
  messages: readonly SaidMessage[],
): Promise<Outcome> {
  const complaints: string[] = [];
  const reasons: Record<string, number> = {};
  const texts = new Set<string>();
  const counts: Record<string, number> = {};
  let vectors = 0;
  let listed = 0;
  for (const [tenantId, own] of Map.groupBy(messages, (message) => message.tenantId)) {
    const named = await client.failed(tenantId);
    listed += named.size;
    for (const message of own) {
      const status = await client.statusOf(message);
      counts[status] = (counts[status] ?? 0) + 1;
      if (status === "ready") texts.add(message.text);
      else if (status !== "failed") complaints.push(`message ${message.id} is ${status}`);
      if (status !== "failed") continue;
      const reason = named.get(message.id);
      if (reason === undefined) complaints.push(`message ${message.id} failed and no job says so`);
      else reasons[reason] = (reasons[reason] ?? 0) + 1;
    }
    vectors += (await rows.count(tenantId)).embeddings!;
  }
  if (vectors !== texts.size) complaints.push(`${texts.size} texts are ready and have ${vectors} vectors`);
  return { ready: counts.ready ?? 0, failed: counts.failed ?? 0, vectors, reasons, listed, complaints };
}
