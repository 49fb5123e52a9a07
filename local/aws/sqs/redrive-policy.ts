import { lastPart } from "../service.ts";
import { SqsError, type SqsQueue, type SqsStore } from "./fauxqs.ts";

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

export function readRedrivePolicy(text: string | undefined): RedrivePolicy | null {
  if (!text) return null;
  const value = parse(text);
  if (typeof value !== "object" || value === null) return null;
  const { deadLetterTargetArn, maxReceiveCount } = value as Record<string, unknown>;
  return { deadLetterTargetArn: String(deadLetterTargetArn), maxReceiveCount: Number(maxReceiveCount) };
}

export function checkRedrivePolicy(store: SqsStore, text: string | undefined, fifo: boolean): void {
  if (!text) return;
  const policy = readRedrivePolicy(text);
  const refuse = (reason: string) =>
    new SqsError(
      "InvalidParameterValue",
      `Value ${text} for parameter RedrivePolicy is invalid. Reason: ${reason}`,
    );
  if (!policy) throw refuse("Amazon SQS can't create the redrive policy as it is not JSON.");
  const { deadLetterTargetArn, maxReceiveCount } = policy;
  if (!(Number.isInteger(maxReceiveCount) && maxReceiveCount >= 1 && maxReceiveCount <= 1000)) {
    throw refuse("Invalid value for maxReceiveCount: must be between 1 and 1000.");
  }
  if (!store.getQueueByArn(deadLetterTargetArn)) throw refuse("Dead letter target does not exist.");
  if (lastPart(deadLetterTargetArn).endsWith(".fifo") !== fifo) {
    throw refuse("Dead-letter queue must be same type of queue as the source.");
  }
}

/** The queues whose messages end in this one. */
export function sourcesOf(store: SqsStore, deadLetterArn: string): SqsQueue[] {
  return [...store.allQueues()].filter(
    (queue) => readRedrivePolicy(queue.attributes.RedrivePolicy)?.deadLetterTargetArn === deadLetterArn,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
