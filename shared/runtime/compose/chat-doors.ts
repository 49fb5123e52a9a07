import type { SQSClient } from "@aws-sdk/client-sqs";
import { sqsTurnQueue } from "../../adapters/queues/sqs-turn-queue.ts";
import type { TurnQueue } from "../../ports/turn-queue.ts";
import type { Needed } from "../settings.ts";

export { composeTurnBroadcast, composeTurnStream } from "./turn-stream.ts";

export function composeTurnQueue(
  settings: Needed<"AIMI_CHAT_TURNS_QUEUE_URL">,
  client: SQSClient,
): TurnQueue {
  return sqsTurnQueue(client, settings.AIMI_CHAT_TURNS_QUEUE_URL);
}
