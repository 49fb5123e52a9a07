import { describe, expect, inject, test } from "vitest";
import type { Claimed } from "#shared/ports/occurrences.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { seededRandom } from "#test/faults/seeded-random.ts";
import { chooseStep, drain, lookAt, newScene, type Scene } from "./reminder-steps.ts";
import {
  buildReminder,
  fakeReminderSubject,
  minute,
  postgresReminderSubject,
  type ReminderSubject,
  second,
} from "./reminder-subject.ts";

const seeds = Array.from({ length: Number(process.env.AIMI_TEST_SEEDS ?? 12) }, (_, seed) => seed + 1);
const postgres = postgresReminderSubject(inject("databaseUrl"));

function begin(seed: number): { scene: Scene; draft: ReturnType<typeof buildReminder> } {
  const scene = newScene(buildPerson(), seed % 3 === 0 ? null : "FREQ=HOURLY");
  const { id, recurrence } = scene;
  const floating = seed % 2 === 0 ? { timeZone: null } : {};
  const draft = buildReminder(scene.person, { id, recurrence, ...floating, escalateAfterSeconds: 60 });
  return { scene, draft };
}

const momentsOf = ({ outbox }: Awaited<ReturnType<typeof lookAt>>) =>
  outbox.filter(({ kind }) => kind === "remind").map(({ reminderId, at }) => ({ reminderId, at }));

/** Nothing is left behind: no time that waits, no letter, and what is open can be closed. */
async function expectRest(subject: ReminderSubject, scene: Scene) {
  const { reminder, scheduled, outbox, deliveries } = await lookAt(subject, scene);
  expect({ scheduled, outbox }).toEqual({ scheduled: [], outbox: [] });
  const open = deliveries.filter(({ state }) => state === "due");
  expect(open.length).toBeLessThanOrEqual(1);
  expect(reminder!.openDeliveryId).toBe(open[0]?.id ?? null);
  if (reminder!.status !== "cancelled") {
    expect(reminder!.status).toBe(open.length > 0 ? "due" : "acknowledged");
  } else expect(open).toEqual([]);
}

describe("whatever is done to a reminder, in whichever order", () => {
  test.each(seeds)("both stores do the same, and nothing is lost, doubled or left: %i", async (seed) => {
    const random = seededRandom(seed);
    const memory = fakeReminderSubject();
    const { scene, draft } = begin(seed);
    await memory.reminders.create(draft);
    await postgres.reminders.create(draft);
    const first = new Set<string>();
    const note = (claimed: Claimed) => {
      if (claimed.outcome === "escalate" || claimed.isTakeover) return;
      expect(first).not.toContain(claimed.deliveryId);
      first.add(claimed.deliveryId);
    };
    for (let turn = 0; turn < 14; turn++) {
      const before = await lookAt(memory, scene);
      const step = chooseStep(scene, random, momentsOf(before));
      const said = await step.run(memory);
      expect(await step.run(postgres), step.what).toEqual(said);
      if (step.what.startsWith("claim")) {
        for (const claimed of said as Claimed[]) note(claimed);
        scene.claims.push(...(said as Claimed[]));
      }
      const after = await lookAt(memory, scene);
      expect(await lookAt(postgres, scene), step.what).toEqual(after);
      const times = after.waiting.map(({ at }) => at);
      expect(new Set(times).size).toBe(times.length);
      expect(times.length).toBeLessThanOrEqual(2);
      scene.version = after.reminder!.version;
      scene.now += random() < 0.6 ? second : random() < 0.5 ? 31 * second : 70 * minute;
    }
    const resting = { ...scene };
    await drain(memory, resting, note);
    await expectRest(memory, resting);
    await drain(postgres, scene);
    await expectRest(postgres, scene);
  });

  test.each(seeds)("at once, it ends as if one came after the other: %i", async (seed) => {
    const random = seededRandom(1_000 + seed);
    const { scene, draft } = begin(seed);
    await postgres.reminders.create(draft);
    for (let turn = 0; turn < 4; turn++) {
      const before = await lookAt(postgres, scene);
      scene.version = before.reminder!.version;
      scene.now = Math.max(scene.now, ...momentsOf(before).map(({ at }) => at)) + second;
      const steps = Array.from({ length: 6 }, () => chooseStep(scene, random, momentsOf(before)));
      const said = await Promise.all(steps.map((step) => step.run(postgres)));
      const claims = said.flatMap((each, at) =>
        steps[at]!.what.startsWith("claim") ? (each as Claimed[]) : [],
      );
      const fresh = claims.filter(({ isTakeover, outcome }) => outcome === "fire" && !isTakeover);
      const ids = fresh.map(({ deliveryId }) => deliveryId);
      expect(new Set(ids).size).toBe(ids.length);
      scene.claims.push(...claims);
      const { scheduled, waiting, outbox } = await lookAt(postgres, scene);
      expect(waiting.length).toBeLessThanOrEqual(2);
      for (const { id, at } of scheduled) expect(outbox).toContainEqual(expect.objectContaining({ id, at }));
    }
    await drain(postgres, scene);
    await expectRest(postgres, scene);
  });
});
