import type { SQSClient } from "@aws-sdk/client-sqs";
import { wireFrames } from "../../adapters/frames/wire-frames.ts";
import { sqsTurnQueue } from "../../adapters/queues/sqs-turn-queue.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { openCheckIn } from "../../domain/coach/firing/open-check-in.ts";
import type { CheckIns } from "../../ports/check-ins.ts";
import type { Needed } from "../settings.ts";
import type { RedisSettings } from "./redis.ts";
import { composeTurnStream } from "./turn-stream.ts";

type Shared = Pick<
  Parameters<typeof openCheckIn>[0],
  "audience" | "connections" | "frames" | "tally" | "log"
>;

/** What lets the coach speak first: the doors' way into a conversation, without a door. */
export function composeCheckIns(
  settings: RedisSettings & Needed<"AIMI_CHAT_TURNS_QUEUE_URL">,
  sqs: SQSClient,
  shared: Shared,
): CheckIns {
  const ports = {
    ...shared,
    turnStream: composeTurnStream(settings),
    turnQueue: sqsTurnQueue(sqs, settings.AIMI_CHAT_TURNS_QUEUE_URL),
    encoder: wireFrames,
    clock: systemClock,
  };
  return { open: (claimed, requestId) => openCheckIn(ports, claimed, requestId) };
}
