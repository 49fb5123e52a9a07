import type { Announcements } from "#shared/ports/announcements.ts";
import type { Socket } from "../socket.ts";

/** What a verb tells every device, this socket is told as the answer to its frame. */
export async function loadReminderPorts({ ports, connectionId, loadReminders }: Socket) {
  const { announcements, ...reminders } = await loadReminders();
  const toOthers: Pick<Announcements, "reminderClosed"> = {
    reminderClosed: (whose, deliveryId) => announcements.reminderClosed(whose, deliveryId, connectionId),
  };
  return { ...reminders, announcements: toOthers, clock: ports.clock, log: ports.log };
}
