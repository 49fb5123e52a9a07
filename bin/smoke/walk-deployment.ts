import { randomBytes } from "node:crypto";
import { type Caller, deploymentClient } from "./deployment-client.ts";
import { walkChat } from "./walk-chat.ts";
import { walkDocuments } from "./walk-documents.ts";
import { walkMemory } from "./walk-memory.ts";
import { walkSocket } from "./walk-socket.ts";

export interface WalkOptions extends Caller {
  readonly url: string;
  readonly wsUrl?: string | undefined;
  /** Without one, a key's own tenant; without a key too, as in development, a new one. */
  readonly tenant?: string | undefined;
}

/** A socket is a person's, also where a key asks for it. */
const usualUser = "smoke";

/** Walks the whole path against any deployment, and says each step it has taken. */
export async function* walkDeployment(options: WalkOptions): AsyncGenerator<string> {
  const run = randomBytes(4).toString("hex");
  const tenant = options.tenant ?? (options.key ? undefined : `smoke-${run}`);
  const caller = { key: options.key, user: options.user ?? usualUser };
  const client = deploymentClient(options.url, caller);
  yield* walkMemory(client, { tenant, run });
  yield* walkDocuments(client);
  const socket = { ...caller, wsUrl: options.wsUrl ?? socketUrl(client.url), tenant };
  yield* walkSocket(socket);
  yield* walkChat(client, { ...socket, run });
}

function socketUrl(url: string): string {
  return `${url.replace(/^http/, "ws")}/ws/chat`;
}
