import type { Announcements } from "../../../ports/announcements.ts";
import type { Occurrences, Recipient } from "../../../ports/occurrences.ts";

interface Needs {
  readonly occurrences: Pick<Occurrences, "open">;
  readonly announcements: Pick<Announcements, "remindSocket">;
}

const mostTold = 20;

/** Tells a socket that has just opened what came due without it and is not acknowledged, oldest first. */
export async function catchUp(
  ports: Needs,
  { recipient, connectionId }: { readonly recipient: Recipient; readonly connectionId: string },
): Promise<{ open: number; told: number }> {
  const open = await ports.occurrences.open(recipient, mostTold);
  const dues = open
    .filter(({ kind }) => kind === "reminder")
    .map(({ id, reminderId, text, dueAt, recurrence }) => {
      return { deliveryId: id, reminderId, text, dueAt, recurrence };
    });
  if (dues.length === 0) return { open: 0, told: 0 };
  return { open: dues.length, told: await ports.announcements.remindSocket(recipient, connectionId, dues) };
}
