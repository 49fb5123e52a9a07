import { expect, test } from "vitest";
import { buildPerson } from "#test/builders/build-person.ts";
import { hour, stageFiring } from "#test/builders/stage-firing.ts";
import { fireReminders } from "../coach/firing/fire-reminders.ts";
import { removeSchedules } from "./remove-schedules.ts";

async function setUp(count: number) {
  const stage = stageFiring();
  const { ports, clock, remind, anna } = stage;
  const at = clock.now() + hour;
  const jobs = await Promise.all(Array.from({ length: count }, () => remind({ at })));
  const berts = await remind({ at, person: buildPerson({ tenantId: "acme", userId: "bert" }) });
  await fireReminders(ports, { tenantId: "acme", jobs: [...jobs, berts] });
  const step = removeSchedules(ports);
  return { ...stage, berts, step, erase: () => step.eraseSome(anna) };
}

test("every schedule of the person goes, and nobody else's", async () => {
  const { ports, erase, berts } = await setUp(45);
  expect(await erase()).toEqual({ erased: 0, more: false });
  expect(ports.alarms.standing.map(({ reminderId }) => reminderId)).toEqual([berts.reminderId]);
});

test("the schedules by which what is open would be told again go, too", async () => {
  const { ports, clock, remind, erase } = await setUp(0);
  const open = await Promise.all(Array.from({ length: 25 }, () => remind({ escalateAfterSeconds: 3_600 })));
  clock.set(open[0]!.at);
  await fireReminders(ports, { tenantId: "acme", jobs: open });
  const again = open.map((job) => ({ ...job, at: clock.now() + hour }));
  await fireReminders(ports, { tenantId: "acme", jobs: again });
  expect(ports.alarms.standing).toHaveLength(26);
  await erase();
  expect(ports.alarms.standing).toHaveLength(1);
});

test("erased again it is the same", async () => {
  const { erase } = await setUp(1);
  await erase();
  expect(await erase()).toEqual({ erased: 0, more: false });
});

test("a scheduler that does not answer is a failure: the times stay, so that they lead there again", async () => {
  const { ports, erase, store } = await setUp(1);
  ports.alarms.failing = true;
  await expect(erase()).rejects.toThrow();
  expect([...store.occurrences.values()]).toHaveLength(2);
});
