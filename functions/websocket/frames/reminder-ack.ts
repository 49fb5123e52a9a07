import { acknowledgeReminder } from "#shared/domain/coach/acknowledge-reminder.ts";
import type { ReminderAck } from "#shared/wire/frames/client-frame.ts";
import type { Answered, Socket } from "../socket.ts";
import { loadReminderPorts } from "./load-reminder-ports.ts";

/** Whoever closes it hears so each time, the person's other devices once. */
export async function answerAck(frame: ReminderAck, socket: Socket): Promise<Answered> {
  const { person, requestId } = socket;
  const { delivery_id } = frame;
  await socket.passFrontDoor();
  const named = { deliveryId: delivery_id };
  await acknowledgeReminder(await loadReminderPorts(socket), { person, named, requestId });
  return await socket.post({ type: "reminder.closed", delivery_id });
}
