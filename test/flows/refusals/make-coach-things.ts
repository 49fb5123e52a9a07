import { expect, vi } from "vitest";
import type { MemoryClient } from "../memory-client.ts";
import type { CoachThings } from "./sample-requests.ts";

/** One of each thing that a person keeps with the coach, to be asked for. */
export async function makeCoachThings(client: MemoryClient, user_id?: string): Promise<CoachThings> {
  const make = async (path: string, fields: object) => {
    const answer = await client.send(path, { ...(user_id !== undefined && { user_id }), ...fields });
    expect(answer.status, answer.text).toBe(201);
    return (answer.json() as { id: string }).id;
  };
  // Told in a moment, so that no job waits for it.
  const soon = new Date(Date.now() + 1_000).toISOString();
  const reminderId = await make("/v1/reminders", { text: "A reminder", due_at: soon });
  // Cancelled, so that no turn comes of it, and no job waits for that.
  const inMinutes = new Date(Date.now() + 600_000).toISOString();
  const checkInId = await make("/v1/check-ins", { due_at: inMinutes });
  const cancelled = await client.remove(`/v1/check-ins/${checkInId}`, { user_id });
  expect(cancelled.status, cancelled.text).toBe(204);
  const notificationId = await vi.waitUntil(
    async () => {
      const { items } = (await client.ask("/v1/notifications", { user_id })).json() as {
        items: [{ id: string }?];
      };
      return items[0]?.id;
    },
    { timeout: 60_000, interval: 200 },
  );
  return {
    ...{ reminderId, checkInId, notificationId },
    goalId: await make("/v1/goals", { title: "A goal" }),
    taskId: await make("/v1/tasks", { title: "A task" }),
    eventId: await make("/v1/events", { title: "An event", starts_at: "2026-01-31T09:30:00Z" }),
  };
}
