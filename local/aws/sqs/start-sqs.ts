import { notJson, unknownOperation } from "../aws-errors.ts";
import { DamagedFolder, FolderInUse } from "../damaged-folder.ts";
import { queueArn, type Service } from "../service.ts";
import { SqsError, type SqsStore } from "./fauxqs.ts";
import { makeQueue } from "./make-queue.ts";
import { QueueFile } from "./queue-file.ts";
import { QueueStore } from "./queue-store.ts";
import { asAwsError } from "./sqs-error.ts";
import { sqsOperations } from "./sqs-operations.ts";

export interface QueueSettings {
  readonly name: string;
  readonly fifo: boolean;
  readonly visibilitySeconds: number;
  readonly deadLetter?: { readonly name: string; readonly maxReceiveCount: number };
}

interface SqsOptions {
  readonly folder: string | null;
  readonly queues: readonly QueueSettings[];
  readonly urlOf: (name: string) => string;
  /** How many times faster than asked what is hidden is seen again. */
  readonly haste?: number | undefined;
}

export function startSqs({ folder, queues, urlOf, haste = 1 }: SqsOptions): Service {
  const { store, file } = openStore(folder, urlOf, haste);
  for (const queue of queues) ensureQueue(store, queue);
  const operations = sqsOperations();
  return {
    contentType: "application/x-amz-json-1.0",
    errorPrefix: "com.amazonaws.sqs#",
    internalFailure: "InternalFailure",
    unsignedStatus: 403,
    // A message of 1 MiB may be written with six bytes for each.
    maxBodyBytes: 8 * 1024 * 1024,
    async call(operation, input) {
      const run = operations.get(operation);
      if (!run) throw unknownOperation(operation);
      if (typeof (input.QueueUrl ?? "") !== "string") throw notJson();
      try {
        return ((await run(input, store)) ?? {}) as object;
      } catch (error) {
        if (error instanceof SqsError) throw asAwsError(error);
        throw error;
      }
    },
    undelivered(operation, input, answer) {
      if (operation === "ReceiveMessage") putBack(store, String(input.QueueUrl), answer);
    },
    close() {
      store.shutdown();
      file?.close();
    },
  };
}

function openStore(folder: string | null, urlOf: (name: string) => string, haste: number) {
  if (folder === null) return { store: new QueueStore(urlOf, null, haste), file: null };
  try {
    const file = new QueueFile(folder);
    const store = new QueueStore(urlOf, file, haste);
    store.load();
    return { store, file };
  } catch (error) {
    const busy = error instanceof Error && /database is locked/.test(error.message);
    throw busy ? new FolderInUse(folder, error) : new DamagedFolder(folder, error);
  }
}

function ensureQueue(store: SqsStore, { name, fifo, visibilitySeconds, deadLetter }: QueueSettings): void {
  const kind: Record<string, string> = fifo ? { FifoQueue: "true" } : {};
  if (deadLetter && !store.getQueueByName(deadLetter.name)) {
    makeQueue(store, deadLetter.name, { ...kind, MessageRetentionPeriod: String(14 * 24 * 3600) });
  }
  const settings = {
    VisibilityTimeout: String(visibilitySeconds),
    ...(deadLetter && {
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: queueArn(deadLetter.name),
        maxReceiveCount: deadLetter.maxReceiveCount,
      }),
    }),
  };
  const existing = store.getQueueByName(name);
  if (existing) existing.setAttributes(settings);
  else makeQueue(store, name, { ...kind, ...settings });
}

function putBack(
  store: SqsStore,
  queueUrl: string,
  answer: { Messages?: { ReceiptHandle?: string }[] },
): void {
  const queue = store.getQueue(queueUrl);
  for (const { ReceiptHandle = "" } of answer.Messages ?? []) {
    const entry = queue?.inflightMessages.get(ReceiptHandle);
    if (!entry) continue;
    entry.message.approximateReceiveCount -= 1;
    queue?.changeVisibility(ReceiptHandle, 0);
  }
}
