import { expect, test } from "vitest";
import { buildPerson } from "#test/builders/build-person.ts";
import { buildUserChange } from "#test/builders/build-user-change.ts";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeIds } from "#test/fakes/fake-ids.ts";
import { fakeJobQueue } from "#test/fakes/fake-job-queue.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { createFakePeopleStore } from "#test/fakes/fake-people-store.ts";
import { fakeUsers } from "#test/fakes/fake-users.ts";
import { changeUser } from "./change-user.ts";

async function start() {
  const clock = fakeClock();
  const person = buildPerson();
  const memory = createFakeMemoryStore();
  const users = fakeUsers(createFakePeopleStore(memory), () => true);
  const ports = { users, jobs: fakeJobQueue(["reminders"]), clock, ids: fakeIds(clock), log: fakeLog() };
  await users.change(buildUserChange(person, { timeZone: "Europe/Berlin" }, clock.now()));
  memory.outbox.clear();
  const change = (set: Parameters<typeof changeUser>[1]["change"]) =>
    changeUser(ports, { person, change: set, requestId: "request" });
  return { ports, person, memory, change };
}

test("whoever is in another zone has the job for their reminders sent at once", async () => {
  const { ports, person, memory, change } = await start();
  expect((await change({ timeZone: "Asia/Tokyo" })).timeZone).toBe("Asia/Tokyo");
  const [id] = memory.outbox.keys();
  const { tenantId, ownerId, userId } = person;
  const job = { id, queue: "reminders", kind: "move_person", tenantId, ownerId, userId };
  expect(ports.jobs.sent).toEqual([{ ...job, messageIds: [], requestId: "request" }]);
});

test("whoever is where they were has none", async () => {
  const { ports, change } = await start();
  await change({ name: "Anna", timeZone: "Europe/Berlin", quietHours: { from: "22:00", to: "07:00" } });
  expect(ports.jobs.sent).toEqual([]);
});

test("a queue that does not answer loses nothing", async () => {
  const { ports, memory, change } = await start();
  ports.jobs.failing = true;
  expect((await change({ timeZone: "Asia/Tokyo" })).timeZone).toBe("Asia/Tokyo");
  expect(memory.outbox.size).toBe(1);
});
