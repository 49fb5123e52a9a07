import { printable } from "./describe.ts";
import type { HeardFrame } from "./heard-frame.ts";
import type { Connection } from "./keep-connected.ts";

export interface OpenReminder {
  readonly deliveryId: string;
  readonly text: string;
  /** By which a person names it. */
  readonly handle: string;
}

export interface Reminders {
  /** The one of this handle; the latest where none is given. */
  readonly find: (handle: string) => OpenReminder | undefined;
  /** Sends what the person wants of it, and waits until it is closed; else says why it is not. */
  readonly close: (reminder: OpenReminder, frame: object) => Promise<string | undefined>;
}

export interface Hearing {
  readonly connection: Connection;
  readonly say: (line: string) => void;
  readonly patienceMs?: number;
}

/** Shows what is due once, however often it is told, and what another device has closed. */
export function hearReminders({ connection, say, patienceMs = 10_000 }: Hearing): Reminders {
  const open = new Map<string, OpenReminder>();
  const asked = new Map<string, (problem?: string) => void>();
  let count = 0;

  function show(deliveryId: string, text: string): void {
    if (open.has(deliveryId)) return;
    const handle = String(++count);
    open.set(deliveryId, { deliveryId, text, handle });
    say(`⏰ ${printable(text)} · /ack ${handle}, or /snooze ${handle} 10m`);
  }

  function drop(deliveryId: string): void {
    const reminder = open.get(deliveryId);
    open.delete(deliveryId);
    const answer = asked.get(deliveryId);
    if (answer) answer();
    else if (reminder) say(`· closed: ${printable(reminder.text)}`);
  }

  connection.events.on("frame", (frame: HeardFrame) => {
    if (frame.type === "reminder.due") show(frame.delivery_id, frame.reminder.text);
    else if (frame.type === "reminder.closed") drop(frame.delivery_id);
    else if (frame.type === "chat.error" && frame.delivery_id !== undefined) {
      asked.get(frame.delivery_id)?.(`${frame.error.message} (${frame.error.code})`);
    }
  });

  return {
    find: (handle) => {
      const shown = [...open.values()];
      return handle === "" ? shown.at(-1) : shown.find((reminder) => reminder.handle === handle);
    },
    async close({ deliveryId }, frame) {
      const { promise, resolve } = Promise.withResolvers<string | undefined>();
      const timer = setTimeout(resolve, patienceMs, "The server says nothing. Try again.");
      asked.set(deliveryId, resolve);
      connection.send(frame);
      try {
        return await promise;
      } finally {
        clearTimeout(timer);
        asked.delete(deliveryId);
      }
    },
  };
}
