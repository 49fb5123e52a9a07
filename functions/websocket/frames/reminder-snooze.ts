import { snoozeReminder } from "#shared/domain/coach/snooze-reminder.ts";
import type { ReminderSnooze } from "#shared/wire/frames/client-frame.ts";
import type { Answered, Socket } from "../socket.ts";
import { loadReminderPorts } from "./load-reminder-ports.ts";

export async function answerSnooze(frame: ReminderSnooze, socket: Socket): Promise<Answered> {
  const { person, requestId } = socket;
  const { delivery_id, until } = frame;
  await socket.passFrontDoor({ leavesWork: true });
  const named = { deliveryId: delivery_id };
  await snoozeReminder(await loadReminderPorts(socket), { person, named, until, requestId });
  return await socket.post({ type: "reminder.closed", delivery_id });
}
