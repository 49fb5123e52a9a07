import type { ByteString } from "./byte-string.ts";
import type { Subscription, SubscriptionListener } from "./channels.ts";
import type { Reply } from "./reply.ts";

export type Outcome = { readonly reply: Reply } | { readonly error: string };

/** What the REST endpoint stands in front of: the embedded store or a real server. */
export interface Backend {
  /** Rejects with a CommandError where Redis answers with an error. */
  run(command: ByteString[]): Promise<Reply>;
  /** Rejects with a CommandError where the whole transaction is discarded. */
  transaction(commands: ByteString[][]): Promise<Outcome[]>;
  subscribe(subscription: Subscription, listener: SubscriptionListener): Promise<() => void>;
  close(): Promise<void>;
}
