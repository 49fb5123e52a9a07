import { SnsStore, type SqsQueue, SqsStore } from "./fauxqs.ts";
import type { QueueFile } from "./queue-file.ts";
import { makeStrict } from "./strict-queue.ts";

const deduplicationMs = 5 * 60 * 1000;

/** fauxqs' store with our addresses: a queue's URL follows the port of this start. */
export class QueueStore extends SqsStore {
  readonly #urlOf: (name: string) => string;
  readonly #file: QueueFile | null;
  readonly #haste: number;

  constructor(urlOf: (name: string) => string, file: QueueFile | null, haste: number) {
    super();
    this.#haste = haste;
    this.#urlOf = urlOf;
    this.#file = file;
    this.host = "";
  }

  override createQueue(
    name: string,
    _url: string,
    arn: string,
    attributes?: Record<string, string>,
    tags?: Record<string, string>,
  ): SqsQueue {
    return makeStrict(
      super.createQueue(name, this.#urlOf(name), arn, attributes, tags),
      this.#file,
      this.#haste,
    );
  }

  /** Written through only from here on: while it loads, a queue must not replace its own rows. */
  load(): void {
    if (!this.#file) return;
    this.#file.loadSqsAndSns(this, new SnsStore());
    this.persistence = this.#file;
    for (const queue of this.allQueues()) {
      queue.persistence = this.#file;
      rememberDuplicates(queue);
    }
  }
}

/** fauxqs keeps deduplication ids in memory; those of stored messages come back, the others are forgotten. */
function rememberDuplicates(queue: SqsQueue): void {
  const { ready, delayed, inflight } = queue.inspectMessages();
  const since = Date.now() - deduplicationMs;
  for (const message of [...ready, ...delayed, ...inflight.map((entry) => entry.message)]) {
    if (message.messageDeduplicationId !== undefined && message.sentTimestamp > since) {
      queue.recordDeduplication(message.messageDeduplicationId, message.messageId, message.sequenceNumber);
    }
  }
}
