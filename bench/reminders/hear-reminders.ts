import { once } from "node:events";
import { WebSocket } from "ws";
import * as z from "zod";

const reminderDue = z.object({
  type: z.literal("reminder.due"),
  delivery_id: z.string(),
  reminder: z.object({ id: z.string(), due_at: z.string() }),
});

export interface Heard {
  readonly reminderId: string;
  /** From the second in which it was due until its frame came. */
  readonly lateMs: number;
  frames: number;
}

/** Persons, each with a socket open, who note what they are reminded of: by delivery, as every client goes. */
export async function hearReminders(wsUrl: string, tenantId: string, persons: readonly string[]) {
  const heard = new Map<string, Heard>();
  const sockets = await Promise.all(
    persons.map(async (userId) => {
      const socket = new WebSocket(`${wsUrl}?tenant_id=${tenantId}&user_id=${userId}`);
      socket.on("message", (data) => note(JSON.parse(String(data))));
      await once(socket, "open");
      return socket;
    }),
  );

  function note(frame: unknown): void {
    const due = reminderDue.safeParse(frame);
    if (!due.success) return;
    const { delivery_id, reminder } = due.data;
    const known = heard.get(delivery_id);
    if (known) known.frames += 1;
    else {
      const lateMs = Date.now() - Date.parse(reminder.due_at);
      heard.set(delivery_id, { reminderId: reminder.id, lateMs, frames: 1 });
    }
  }

  return {
    heard,
    close() {
      for (const socket of sockets) socket.close();
    },
  };
}
