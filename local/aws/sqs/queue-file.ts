import { PersistenceManager } from "./fauxqs.ts";

/** fauxqs' SQLite file: each change is written before its call is answered. */
export class QueueFile extends PersistenceManager {
  #keepsRows = false;

  keepingRows<T>(work: () => T): T {
    this.#keepsRows = true;
    try {
      return work();
    } finally {
      this.#keepsRows = false;
    }
  }

  override deleteMessage(messageId: string): void {
    if (!this.#keepsRows) super.deleteMessage(messageId);
  }
}
