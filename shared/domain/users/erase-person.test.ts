import { expect, test } from "vitest";
import type { ErasureStep } from "#shared/ports/erasure.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeDeletions } from "#test/fakes/fake-deletions.ts";
import { fakeGate } from "#test/fakes/fake-front-door.ts";
import { fakeJobQueue } from "#test/fakes/fake-job-queue.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { createFakePeopleStore } from "#test/fakes/fake-people-store.ts";
import { erasePerson } from "./erase-person.ts";

const id = "019a0000-0000-7000-8000-000000000001";
const person = buildPerson();
const { tenantId } = person;
const settleMs = 60_000;
const longEnough = { remainingMs: 60_000 };

/** An erasure of two stores that hold something, the second of which waits for writers. */
async function start(held: Record<string, number> = { words: 5, rooms: 2 }, batchMs = 0) {
  const clock = fakeClock();
  const people = createFakePeopleStore(createFakeMemoryStore());
  const done: string[] = [];
  const stepOf = (name: string, waitsForWriters = false): ErasureStep => ({
    name,
    waitsForWriters,
    async eraseSome() {
      done.push(name);
      clock.advance(batchMs);
      const erased = Math.min(held[name]!, 2);
      held[name]! -= erased;
      return { erased, more: held[name]! > 0 };
    },
  });
  const ports = {
    deletions: fakeDeletions(people),
    erasureSteps: [stepOf("words"), stepOf("rooms", true)],
    revocations: fakeGate(clock),
    jobs: fakeJobQueue(),
    clock,
    log: fakeLog(),
  };
  const now = clock.now();
  const common = { requestedBy: "self", requestId: "r", mustExist: false };
  await ports.deletions.request({ id, person, ...common, now, settlesAt: now + settleMs });
  const job = { id, tenantId, requestId: "r" };
  const run = (time = longEnough) => erasePerson(ports, job, time);
  return { ports, clock, held, done, run, find: () => ports.deletions.find(tenantId, id) };
}

test("takes what can go at once, batch by batch, and rests until writers have settled", async () => {
  const { run, held, done, clock, find } = await start();
  expect(await run()).toEqual({ erased: 5, finished: 0 });
  expect(done).toEqual(["words", "words", "words"]);
  expect(await run()).toEqual({ erased: 0, finished: 0 });
  clock.advance(settleMs - 1);
  expect(await run()).toEqual({ erased: 0, finished: 0 });
  expect(held).toEqual({ words: 0, rooms: 2 });
  held.words = 1;
  clock.advance(1);
  expect(await run()).toEqual({ erased: 3, finished: 1 });
  expect(await find()).toMatchObject({ erased: { words: 6, rooms: 2 }, finishedAt: clock.now() });
});

test("forgets in the end that the person was shut out", async () => {
  const { run, clock, ports } = await start();
  await ports.revocations.shutOut(tenantId, person.userId);
  const persons = [{ tenantId, userId: person.userId, issuedAt: null }];
  const knock = {
    revocable: [],
    persons,
    rates: [],
    marksOutbox: false,
    counts: { added: {}, reported: {} },
  };
  const verdict = async () => (await ports.revocations.knock({ ...knock, now: clock.now() })).verdict;
  await run();
  expect(await verdict()).toBe("shut_out");
  clock.advance(settleMs);
  await run();
  expect(await verdict()).toBe("welcome");
});

test("leaves to the next job what its time does not suffice for, and goes on there", async () => {
  const { run, done, ports, held } = await start({ words: 9, rooms: 0 }, 15_000);
  expect(await run()).toEqual({ erased: 6, finished: 0 });
  expect(ports.jobs.sent).toMatchObject([{ id, tenantId, kind: "erase_person", queue: "memory-jobs" }]);
  expect(await run()).toEqual({ erased: 3, finished: 0 });
  expect([held.words, done.length]).toEqual([0, 5]);
});

test("goes on where a worker died, wherever that was", async () => {
  for (let dies = 1; dies <= 8; dies++) {
    const { run, ports, clock, held, find } = await start();
    let calls = 0;
    const { eraseSome } = ports.erasureSteps[0]!;
    const mortal = async (work: () => Promise<unknown>) => {
      if (++calls === dies) throw new Error("killed");
      return await work();
    };
    ports.erasureSteps[0] = {
      ...ports.erasureSteps[0]!,
      eraseSome: async (who) => (await mortal(() => eraseSome(who))) as { erased: number; more: boolean },
    };
    for (const name of ["noteStep", "beginPass", "finish"] as const) {
      const whole = ports.deletions[name] as (given: object) => Promise<void>;
      Object.assign(ports.deletions, { [name]: (given: object) => mortal(() => whole(given)) });
    }
    for (let attempt = 0; attempt < 4; attempt++) {
      await run().catch(() => undefined);
      clock.advance(settleMs);
    }
    expect([dies, held]).toEqual([dies, { words: 0, rooms: 0 }]);
    expect(await find()).toMatchObject({ finishedAt: expect.any(Number) });
  }
});

test("that is done, or never was, is left alone", async () => {
  const { run, clock, done } = await start();
  await run();
  clock.advance(settleMs);
  await run();
  done.length = 0;
  expect(await run()).toEqual({ erased: 0, finished: 0 });
  expect(done).toEqual([]);
});
