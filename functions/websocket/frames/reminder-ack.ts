import { acknowledgeNotification } from "#shared/domain/coach/acknowledge-notification.ts";
import type { ReminderAck } from "#shared/wire/frames/client-frame.ts";
import type { Answered, Socket } from "../socket.ts";
import { loadReminderPorts } from "./load-reminder-ports.ts";

/** Whoever closes it hears so each time, the person's other devices once. */
export async function answerAck(frame: ReminderAck, socket: Socket): Promise<Answered> {
  const { person, requestId } = socket;
  const { delivery_id } = frame;
  await socket.passFrontDoor();
  await acknowledgeNotification(await loadReminderPorts(socket), { person, id: delivery_id, requestId });
  return await socket.post({ type: "reminder.closed", delivery_id });
}
