import { setTimeout as sleep } from "node:timers/promises";
import type { Announcements, DueReminder } from "../../ports/announcements.ts";
import type { Audience, Connections, FrameSender } from "../../ports/connections.ts";
import type { ReminderClosed, ReminderDue, SessionEnded } from "../../wire/frames/server-frame.ts";

const indexLagMs = 1_500;
/** With it and one call more that takes its time, whoever tells is still far from the end of its own. */
const longestStretchMs = 15_000;

interface Needs {
  readonly audience: Pick<Audience, "findAll">;
  readonly connections: Pick<Connections, "remove">;
  readonly frames: Pick<FrameSender, "send">;
  readonly wait?: (ms: number) => Promise<unknown>;
  readonly nowMs?: () => number;
}

type Whose = Parameters<Audience["findAll"]>[0];
type Announcement = SessionEnded | ReminderDue | ReminderClosed;

/** A socket that does not take a frame keeps none of the others from it; if none takes it, that is told. */
export function socketAnnouncements({
  audience,
  connections,
  frames,
  wait = sleep,
  nowMs = () => performance.now(),
}: Needs): Announcements {
  async function post(connectionId: string, frame: Announcement): Promise<boolean> {
    const outcome = await frames.send(connectionId, frame);
    if (outcome === "gone") await connections.remove(connectionId);
    return outcome === "sent";
  }

  async function tellAll(whose: Whose, frame: Announcement, except?: string): Promise<number> {
    const all = await audience.findAll(whose);
    const sockets = all.filter(({ connectionId }) => connectionId !== except);
    const posted = await Promise.allSettled(sockets.map(({ connectionId }) => post(connectionId, frame)));
    const failed = posted.filter((each) => each.status === "rejected");
    const heard = posted.filter((each) => each.status === "fulfilled" && each.value).length;
    if (failed.length > 0 && heard === 0) throw failed[0]!.reason;
    return heard;
  }

  return {
    sessionEnded: (whose, { clientConversationId, title, summary }) =>
      tellAll(whose, { type: "session.ended", conversation_id: clientConversationId, title, summary }),

    reminderDue: (whose, due) => tellAll(whose, toReminderDue(due)),

    reminderClosed: (whose, deliveryId, except) =>
      tellAll(whose, { type: "reminder.closed", delivery_id: deliveryId }, except),

    // The token behind it may have ended since it asked: then it is not among those that listen.
    async remindSocket(whose, connectionId, dues) {
      const isThere = async () =>
        (await audience.findAll(whose)).some((socket) => socket.connectionId === connectionId);
      if (!(await isThere())) {
        // Where sockets are found by person, a new one may show a moment after it has opened.
        await wait(indexLagMs);
        if (!(await isThere())) return 0;
      }
      const until = nowMs() + longestStretchMs;
      let heard = 0;
      try {
        for (const due of dues) {
          if (nowMs() >= until || !(await post(connectionId, toReminderDue(due)))) break;
          heard += 1;
        }
      } catch (error) {
        if (heard === 0) throw error;
      }
      return heard;
    },
  };
}

function toReminderDue({ deliveryId, reminderId, text, dueAt, recurrence }: DueReminder): ReminderDue {
  const reminder = { id: reminderId, text, due_at: new Date(dueAt).toISOString(), recurrence };
  return { type: "reminder.due", delivery_id: deliveryId, reminder };
}
