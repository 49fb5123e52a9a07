import { expect, test } from "vitest";
import type { ReminderJob } from "#shared/wire/queues/reminder-job.ts";
import { stageFiring } from "#test/builders/stage-firing.ts";
import { fakeCheckInEnds } from "#test/fakes/fake-check-in-ends.ts";
import { fakeFinishedWork } from "#test/fakes/fake-finished-work.ts";
import { doJobs } from "./do-jobs.ts";
import { groupOf } from "./group-of.ts";

test("a socket hears the rest of what it missed by a letter that begins where the one before ended", async () => {
  const { ports, store, remind, clock, anna } = stageFiring();
  const needs = {
    ...ports,
    finishedWork: fakeFinishedWork(store.people.memory),
    checkInEnds: fakeCheckInEnds(store),
  };
  const missed = await Promise.all(Array.from({ length: 70 }, () => remind()));
  const about = { tenant_id: "acme", request_id: "r1" };
  const toJob = ({ reminderId: reminder_id, at }: (typeof missed)[number]): ReminderJob => {
    return { kind: "remind", reminder_id, at, ...about };
  };
  clock.set(missed[0]!.at);
  await doJobs(needs, missed.map(toJob));

  const socket = { user_id: "anna", owner_id: anna.ownerId, connection_id: "socket-1" };
  const first: ReminderJob = { kind: "catch_up", ...about, ...socket };
  expect(await doJobs(needs, [first])).toEqual({ open: 50, told: 50 });
  const { id, dueAt } = ports.catchUps.asked[0]!.after!;
  const rest: ReminderJob = { ...first, after: { id, due_at: dueAt } };
  expect(await doJobs(needs, [rest])).toEqual({ open: 20, told: 20 });
  expect(new Set(ports.announcements.said.map((each) => "due" in each && each.due.deliveryId)).size).toBe(70);
  // One that comes twice is not taken for the next.
  expect(groupOf(rest)).not.toBe(groupOf(first));
});
