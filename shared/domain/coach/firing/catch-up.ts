import type { Announcements } from "../../../ports/announcements.ts";
import type { CatchUps } from "../../../ports/catch-ups.ts";
import type { Occurrences, Recipient } from "../../../ports/occurrences.ts";
import type { Waiting } from "../../../ports/reminder.ts";

interface Needs {
  readonly occurrences: Pick<Occurrences, "open" | "heard">;
  readonly announcements: Pick<Announcements, "remindSocket">;
  readonly catchUps: CatchUps;
}

interface Call {
  readonly recipient: Recipient;
  readonly connectionId: string;
  /** What it has heard last. */
  readonly after: Waiting | null;
  readonly requestId: string;
}

/** A letter is done in a second or two; the rest has one of its own. */
const atOnce = 50;

/** Tells a socket that has just opened what came due without it and is not acknowledged, oldest first, until all is told. */
export async function catchUp(
  ports: Needs,
  { recipient, connectionId, after, requestId }: Call,
): Promise<{ open: number; told: number }> {
  const open = await ports.occurrences.open(recipient, atOnce, after);
  if (open.length === 0) return { open: 0, told: 0 };
  const dues = open.map(({ id, reminderId, text, dueAt, recurrence }) => {
    return { deliveryId: id, reminderId, text, dueAt, recurrence };
  });
  const told = await ports.announcements.remindSocket(recipient, connectionId, dues);
  const last = open[told - 1];
  if (!last) return { open: open.length, told };
  await ports.occurrences.heard(
    recipient,
    open.slice(0, told).map(({ id }) => id),
  );
  if (told < open.length || open.length === atOnce) {
    const { tenantId, userId, ownerId } = recipient;
    const { id, dueAt } = last;
    await ports.catchUps.ask({
      ...{ tenantId, userId, ownerId, connectionId },
      ...{ after: { id, dueAt }, requestId },
    });
  }
  return { open: open.length, told };
}
