import { type BatchResultErrorEntry, SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";

export interface Letter {
  readonly id: string;
  readonly body: unknown;
  /** For a FIFO queue. */
  readonly inTurn?: InTurn;
  readonly delaySeconds?: number;
}

export interface InTurn {
  /** One after the other within it. */
  readonly group: string;
  /** Of two with the same, the second is dropped. */
  readonly once: string;
}

const lettersPerCall = 10;
/** What SQS holds a message back for at most. */
const longestDelaySeconds = 900;

/** Sends all, ten a call; rejects in the end if the queue refused any, and at once where it does not answer. */
export async function sendInBatches(
  client: SQSClient,
  queueUrl: string,
  letters: readonly Letter[],
): Promise<void> {
  const refused: BatchResultErrorEntry[] = [];
  for (let start = 0; start < letters.length; start += lettersPerCall) {
    const Entries = letters
      .slice(start, start + lettersPerCall)
      .map(({ id, body, inTurn, delaySeconds }) => ({
        Id: id,
        MessageBody: JSON.stringify(body),
        ...(delaySeconds && { DelaySeconds: Math.min(longestDelaySeconds, delaySeconds) }),
        ...(inTurn && { MessageGroupId: inTurn.group, MessageDeduplicationId: inTurn.once }),
      }));
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    refused.push(...Failed);
  }
  if (refused.length > 0) throw new Error(`the queue refused ${refused.length} jobs: ${refused[0]?.Code}`);
}
