import { randomBytes } from "node:crypto";
import { type Caller, deploymentClient } from "./deployment-client.ts";
import { walkDocuments } from "./walk-documents.ts";
import { walkMemory } from "./walk-memory.ts";
import { walkSocket } from "./walk-socket.ts";

export interface WalkOptions extends Caller {
  readonly url: string;
  readonly wsUrl?: string | undefined;
  /** A key belongs to a tenant; without one the walk makes its own. */
  readonly tenant?: string | undefined;
}

/** Walks the whole path against any deployment, and says each step it has taken. */
export async function* walkDeployment(options: WalkOptions): AsyncGenerator<string> {
  const run = randomBytes(4).toString("hex");
  const tenant = options.tenant ?? `smoke-${run}`;
  const client = deploymentClient(options.url, options);
  yield* walkMemory(client, { tenant, conversation: `smoke-${run}` });
  yield* walkDocuments(client);
  yield* walkSocket({ ...options, wsUrl: options.wsUrl ?? socketUrl(client.url), tenant });
}

function socketUrl(url: string): string {
  return `${url.replace(/^http/, "ws")}/ws/chat`;
}
