import type { SQSClient } from "@aws-sdk/client-sqs";
import type { SQSRecord } from "aws-lambda";
import type { Dice } from "../chat/dice.ts";
import type { SimulatedTime } from "./simulated-time.ts";

const visibleAgainMs = 360_000;
const mostReceives = 20;
const perBatch = 10;
const pollMs = 100;

interface Letter {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  visibleAt: number;
  receives: number;
}

type Command = {
  readonly input: {
    readonly Entries?: readonly {
      readonly MessageBody?: string;
      readonly DelaySeconds?: number;
      readonly ReceiptHandle?: string;
      readonly VisibilityTimeout?: number;
    }[];
  };
};

interface Options {
  readonly time: SimulatedTime;
  readonly dice: Dice;
  readonly isDangerous: () => boolean;
  /** Gives the ids of what is to be seen again; null: the worker died. */
  readonly work: (records: readonly SQSRecord[]) => Promise<readonly string[] | null>;
}

/** A standard queue: late, out of order and now and then twice. What nobody deletes is seen again. */
export function simulatedQueue({ time, dice, isDangerous, work }: Options) {
  const letters = new Map<string, Letter>();
  const counts = { letters: 0, twice: 0, dead: 0 };

  function put(body: string, delaySeconds = 0): void {
    const id = `letter-${counts.letters++}`;
    const way = dice.roll(`way/${id}`);
    const slow = isDangerous() && way > 0.95 ? dice.roll(`slow/${id}`) * 90_000 : way * 800;
    const visibleAt = time.now() + delaySeconds * 1_000 + slow;
    letters.set(id, { id, body, sentAt: time.now(), visibleAt, receives: 0 });
    pollAt(visibleAt);
  }

  function pollAt(instant: number): void {
    time.at(Math.ceil(instant / pollMs) * pollMs, () => void poll());
  }

  async function poll(): Promise<void> {
    const visible = [...letters.values()].filter(({ visibleAt }) => visibleAt <= time.now());
    const batch = visible.slice(0, perBatch);
    if (batch.length === 0) return;
    if (visible.length > perBatch) pollAt(time.now() + 1);
    for (const letter of batch) {
      letter.receives += 1;
      const isTwice = isDangerous() && dice.roll(`twice/${letter.id}/${letter.receives}`) < 0.06;
      const again = isTwice ? dice.roll(`again/${letter.id}`) * 3_000 : visibleAgainMs;
      if (isTwice) counts.twice += 1;
      letter.visibleAt = time.now() + again;
      pollAt(letter.visibleAt);
    }
    const back = await work(batch.map(toRecord));
    if (back === null) return;
    for (const { id, receives } of batch) {
      if (!back.includes(id)) letters.delete(id);
      else if (receives >= mostReceives) {
        counts.dead += 1;
        letters.delete(id);
      }
    }
  }

  function postpone(id: string, seconds: number): void {
    const letter = letters.get(id);
    if (!letter) return;
    letter.visibleAt = time.now() + seconds * 1_000;
    pollAt(letter.visibleAt);
  }

  /** As much of SQS as is called. */
  const client = {
    async send({ input: { Entries = [] } }: Command) {
      for (const { MessageBody, DelaySeconds, ReceiptHandle, VisibilityTimeout } of Entries) {
        if (MessageBody !== undefined) put(MessageBody, DelaySeconds);
        if (ReceiptHandle !== undefined) postpone(ReceiptHandle, VisibilityTimeout!);
      }
      return {};
    },
  };

  return { client: client as unknown as SQSClient, put, counts, waiting: () => letters.size };
}

function toRecord({ id, body, sentAt, receives }: Letter): SQSRecord {
  return {
    ...{ messageId: id, receiptHandle: id, body, messageAttributes: {}, md5OfBody: "" },
    ...{ eventSource: "aws:sqs", eventSourceARN: "arn", awsRegion: "here" },
    attributes: {
      ...{ ApproximateReceiveCount: String(receives), SentTimestamp: String(sentAt) },
      ...{ SenderId: "", ApproximateFirstReceiveTimestamp: "" },
    },
  };
}
