import { doJobs } from "#functions/reminders/do-jobs.ts";
import { groupOf } from "#functions/reminders/group-of.ts";
import { sqsJobQueue } from "#shared/adapters/queues/sqs-job-queue.ts";
import { sqsRedelivery } from "#shared/adapters/queues/sqs-redelivery.ts";
import { scheduleName } from "#shared/adapters/scheduler/schedule-name.ts";
import { acknowledgeNotification } from "#shared/domain/coach/acknowledge-notification.ts";
import { acknowledgeReminder } from "#shared/domain/coach/acknowledge-reminder.ts";
import { cancelReminder } from "#shared/domain/coach/cancel-reminder.ts";
import { changeReminder } from "#shared/domain/coach/change-reminder.ts";
import { createReminder } from "#shared/domain/coach/create-reminder.ts";
import { removeNotification } from "#shared/domain/coach/remove-notification.ts";
import { snoozeReminder } from "#shared/domain/coach/snooze-reminder.ts";
import { createTally } from "#shared/domain/metrics/create-tally.ts";
import { sweepOutbox } from "#shared/domain/outbox/sweep-outbox.ts";
import { changeUser } from "#shared/domain/users/change-user.ts";
import { AppError } from "#shared/errors.ts";
import type { Reminder } from "#shared/ports/reminder.ts";
import { runSqsBatch } from "#shared/runtime/sqs-batch.ts";
import { reminderJob } from "#shared/wire/queues/reminder-job.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { fakeCatchUps } from "#test/fakes/fake-catch-ups.ts";
import { fakeIds } from "#test/fakes/fake-ids.ts";
import { fakeTotals } from "#test/fakes/fake-totals.ts";
import { createDice } from "../chat/dice.ts";
import { createFate } from "../chat/fate.ts";
import { hauntPorts } from "../chat/haunt-ports.ts";
import { scriptLog } from "../chat/script-log.ts";
import { checkReminders, type Found } from "./check-reminders.ts";
import { pacePorts } from "./pace-ports.ts";
import {
  type Act,
  hourMs,
  localText,
  minuteMs,
  type PlannedReminder,
  planReminders,
} from "./plan-reminders.ts";
import { createReminderModel, type Delivery, type Remembered } from "./reminder-model.ts";
import { simulatedAlarms } from "./simulated-alarms.ts";
import { simulatedEars } from "./simulated-ears.ts";
import { simulatedMark } from "./simulated-mark.ts";
import { simulatedQueue } from "./simulated-queue.ts";
import { simulatedScript } from "./simulated-script.ts";
import { simulatedTime } from "./simulated-time.ts";
import { startReminderStores } from "./start-reminder-stores.ts";
import { witness } from "./witness.ts";

export interface ReminderOutcome extends Found {
  readonly seed: number;
  readonly script: readonly string[];
  readonly deaths: number;
  readonly acts: number;
  /** Letters that the sweep sent again. */
  readonly repairs: number;
  readonly letters: number;
}

/** In which the last letter given back, and the last row left behind, have come again. */
const untilQuietMs = 150 * minuteMs;
const longestLateCallMs = 14_000;
const [lookEveryMs, mostLooks] = [7, 400];

/** One run: reminders of several persons fire, are changed and put off while all that can go wrong does. */
export async function runReminderFaults(databaseUrl: string, seed: number): Promise<ReminderOutcome> {
  const dice = createDice(seed);
  const plan = planReminders(dice);
  const time = simulatedTime(plan.startsAt);
  const script = simulatedScript(time);
  const complaints: string[] = [];
  const complain = (what: string) => {
    script.note(`COMPLAINT ${what}`);
    complaints.push(what);
  };
  const tenantId = `faults-${seed}`;
  const people = plan.zones.map((_, at) => buildPerson({ tenantId, userId: `person-${at}` }));
  const zones = new Map(plan.zones.map((zone, at) => [`person-${at}`, zone]));
  const stores = startReminderStores(databaseUrl, tenantId);
  const model = createReminderModel(complain);
  const seen = witness(stores, model, time, zones);
  const endsAt = plan.startsAt + plan.dangerousForMs;
  const isDangerous = () => plan.intensity > 0 && time.now() < endsAt;
  const ears = simulatedEars(time, dice, isDangerous);
  const mark = simulatedMark();
  const queue = simulatedQueue({ time, dice, isDangerous, work });
  const alarms = simulatedAlarms({ time, dice, isDangerous, put: queue.put, name: scheduleName });
  const log = scriptLog(script, complain);
  const common = { clock: time, ids: fakeIds(time), log, tally: createTally(time) };
  const jobs = sqsJobQueue(queue.client, { reminders: "reminders" });
  const counts = { deaths: 0, workers: 0, sweeps: 0, acts: 0, repairs: 0 };

  /** One invocation by itself: what it answers, or null where it died. */
  async function invoke<Ports extends object, Answer>(
    name: string,
    ports: Ports,
    run: (ports: Ports) => Promise<Answer>,
  ): Promise<Answer | null> {
    const intensity = isDangerous() ? plan.intensity : 0;
    const dawdle = (roll: number) => time.sleep(roll ** 2 * longestLateCallMs);
    const fate = createFate({ dice, script, name, intensity, dawdle });
    const dead = fate.death.catch(() => {
      counts.deaths += 1;
      return null;
    });
    return await Promise.race([run(hauntPorts(pacePorts(ports, time, dice, name), fate)), dead]);
  }

  async function work(records: Parameters<Parameters<typeof simulatedQueue>[0]["work"]>[0]) {
    const name = `worker ${counts.workers++}`;
    const { occurrences, reminders } = seen(name);
    const ports = {
      ...common,
      ...{
        occurrences,
        reminders,
        finishedWork: stores.finishedWork,
        checkInEnds: stores.checkInEnds,
        jobs,
        alarms: alarms.alarms,
      },
      ...{ redelivery: sqsRedelivery(queue.client, "reminders"), totals: fakeTotals(), ...ears.earsOf(name) },
    };
    script.note(`${name}: ${records.map(({ body }) => describe(body)).join("; ")}`);
    const done = await invoke(name, ports, (given) => {
      const options = { schema: reminderJob, queue: "reminders", groupBy: groupOf, atOnce: true } as const;
      return runSqsBatch(
        { Records: [...records] },
        {
          ...{ ...given, log, ...options },
          work: (some) =>
            doJobs(
              {
                ...given,
                announcements: { ...given.announcements, remindSocket: async () => 0 },
                catchUps: fakeCatchUps(),
              },
              some,
            ),
        },
      );
    });
    return done?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) ?? null;
  }

  async function sweep(): Promise<void> {
    const name = `sweep ${counts.sweeps++}`;
    const ports = { ...common, outbox: stores.outbox, jobs, dirtyMark: mark.dirtyMark };
    try {
      const swept = await invoke(name, ports, sweepOutbox);
      counts.repairs += swept?.sent ?? 0;
      if (swept?.sent) script.note(`${name}: ${swept.sent} sent`);
    } catch (error) {
      judge(name, error);
    }
  }

  /** What a request does: it marks the outbox, unless Redis is away, and writes. */
  async function request<Answer>(
    name: string,
    verb: (ports: typeof httpPorts, requestId: string) => Promise<Answer>,
  ): Promise<Answer | null> {
    counts.acts += 1;
    await mark.dirtyMark.set(time.now()).catch(() => undefined);
    try {
      const { reminders, users } = seen(name);
      return await invoke(name, { ...httpPorts, reminders, users }, (ports) => verb(ports, name));
    } catch (error) {
      judge(name, error);
      return null;
    }
  }
  const httpPorts = {
    ...common,
    ...{ reminders: stores.reminders, users: stores.users, jobs },
    announcements: ears.earsOf("a request").announcements,
  };

  function judge(name: string, error: unknown): void {
    script.note(`${name}: ${error instanceof Error ? `${error.name}: ${error.message}` : error}`);
    const isExpected = error instanceof AppError || (error instanceof Error && error.message === "no answer");
    if (!isExpected) complain(`${name}: ${error instanceof Error ? error.stack : error}`);
  }

  async function live({ name, person: at, bornAfterMs, draft, acts }: PlannedReminder): Promise<void> {
    await time.sleep(bornAfterMs);
    const person = people[at]!;
    const drafted = draft(time.now(), zones.get(person.userId)!);
    let reminder: Reminder | null = null;
    for (let tries = 0; reminder === null && tries < 5; tries++) {
      const idempotency = { route: "reminders", key: name, requestHash: "00" };
      reminder = await request(`${name} is made (${tries})`, (ports, requestId) =>
        createReminder(ports, { person, draft: drafted, idempotency, requestId }),
      );
      await time.sleep(1_500);
    }
    script.note(
      `${name}: ${reminder ? `${JSON.stringify(drafted)} due ${new Date(reminder.dueAt).toISOString()}` : "was not made"}`,
    );
    for (const act of reminder ? acts : []) {
      const known = model.reminders.get(reminder!.id)!;
      const [next] = [...known.waiting.keys()].sort((one, other) => one - other);
      const nearDueMs = act.nearDue === "as it is told" ? 0 : act.nearDue;
      const wait = (next ?? time.now()) + nearDueMs - time.now();
      await time.sleep(Math.max(0, wait > 5 * hourMs ? act.aheadMs : wait));
      if (act.nearDue === "as it is told") await untilClaimed(known);
      await request(act.name, (ports, requestId) => perform(ports, act, known.last, requestId));
      script.note(
        `${act.name}: ${act.what}, ${known.last.status}, due ${new Date(known.last.dueAt).toISOString()}`,
      );
    }

    function perform(
      ports: typeof httpPorts,
      { what, aheadMs }: Act,
      last: Reminder,
      requestId: string,
    ): Promise<unknown> {
      const { id, kind } = last;
      const call = { person, id, kind, version: null, requestId };
      const later = Math.floor(time.now() + aheadMs);
      const deliveryId = [...model.reminders.get(id)!.deliveries.keys()].at(-1);
      const zone = zones.get(person.userId)!;
      switch (what) {
        case "acknowledge":
          return kind === "check_in" && deliveryId
            ? acknowledgeNotification(ports, { person, id: deliveryId, requestId })
            : acknowledgeReminder(ports, call);
        case "remove":
          return deliveryId
            ? removeNotification(ports, { person, id: deliveryId, requestId })
            : acknowledgeReminder(ports, call);
        case "snooze":
          return snoozeReminder(ports, { person, named: { id }, until: later, requestId });
        case "snooze delivery":
          return snoozeReminder(ports, {
            person,
            named: deliveryId ? { deliveryId } : { id },
            until: later,
            requestId,
          });
        case "reword":
          return changeReminder(ports, { ...call, fields: { text: last.text, escalateAfterSeconds: 120 } });
        case "move":
          return changeReminder(ports, {
            ...call,
            fields: { dueAt: aheadMs % 2 < 1 ? later : localText(later + minuteMs, zone) },
          });
        case "other rule":
          return changeReminder(ports, { ...call, fields: { recurrence: "FREQ=HOURLY;BYMINUTE=15" } });
        case "cancel":
          return cancelReminder(ports, { ...call, version: last.version });
      }
    }
  }

  /** Until a worker tells one of its times. */
  async function untilClaimed({ deliveries }: Remembered): Promise<void> {
    const isTold = () => [...deliveries.values()].some(({ settledAt }) => settledAt === null);
    for (let looks = 0; looks < mostLooks && !isTold(); looks++) await time.sleep(lookEveryMs);
  }

  /** Whether something is being told, or about to be. */
  function isFiring(): boolean {
    const isNear = (at: number) => Math.abs(at - time.now()) < 5_000;
    return [...model.reminders.values()].some(
      ({ waiting, deliveries }) =>
        [...waiting.keys()].some(isNear) ||
        [...deliveries.values()].some((each) => isBeingTold(each) || isNear(each.escalateAt ?? 0)),
    );
  }

  /** What was closed meanwhile needs no settlement: whoever comes for it later finds that it is over. */
  function isBeingTold({ settledAt, closed, claims }: Delivery): boolean {
    return settledAt === null && (closed === null || time.now() - claims.at(-1)!.at < minuteMs);
  }

  function schedulePlan(): void {
    for (const [at, { afterMs, lastsMs }] of plan.schedulerRefuses.entries()) {
      time.at(plan.startsAt + afterMs, () => alarms.refuse(true));
      time.at(plan.startsAt + afterMs, () => script.note(`Scheduler refuses (${at})`));
      time.at(Math.min(endsAt, plan.startsAt + afterMs + lastsMs), () => alarms.refuse(false));
    }
    for (const { afterMs, lastsMs } of plan.redisIsAway) {
      time.at(plan.startsAt + afterMs, () => mark.beAway(true));
      time.at(Math.min(endsAt, plan.startsAt + afterMs + lastsMs), () => mark.beAway(false));
    }
    for (const afterMs of plan.redisLosesAllAfterMs) time.at(plan.startsAt + afterMs, mark.lose);
    for (const { person, afterMs, zone } of plan.moves)
      time.at(plan.startsAt + afterMs, () =>
        request(`person-${person} moves to ${zone} at ${afterMs}`, (ports, requestId) =>
          changeUser(ports, { person: people[person]!, change: { timeZone: zone }, requestId }),
        ),
      );
    for (let at = plan.startsAt; at < endsAt + 2 * untilQuietMs; at += minuteMs)
      time.at(at, () => void sweep());
  }

  for (const [at, person] of people.entries())
    await seen("first").users.change({
      ...{
        person,
        change: { timeZone: plan.zones[at]! },
        outboxId: common.ids.next(),
        requestId: "r",
        now: time.now(),
      },
    });
  schedulePlan();
  const lives = Promise.all(plan.reminders.map(live)).catch((error: unknown) => judge("a life", error));
  await time.run(endsAt + untilQuietMs);
  for (let looks = 0; looks < mostLooks && isFiring(); looks++) await time.run(time.now() + 1_000);
  void lives;
  const zoneOf = (text: string) =>
    zones.get(`person-${plan.reminders.find(({ name }) => name === text)!.person}`)!;
  const found = await checkReminders({ stores, model, heard: ears.heard, zoneOf, now: time.now() });
  for (const each of found.complaints) script.note(`COMPLAINT ${each}`);
  await stores.clear();
  return {
    ...{ ...found, seed, script: script.lines(), complaints: [...complaints, ...found.complaints] },
    ...{ deaths: counts.deaths, acts: counts.acts, repairs: counts.repairs, letters: queue.counts.letters },
  };
}

function describe(body: string): string {
  const job: unknown = JSON.parse(body);
  const { kind, reminder_id, at } = reminderJob.parse(job) as {
    kind: string;
    reminder_id?: string;
    at?: number;
  };
  return `${kind} ${reminder_id?.slice(-4) ?? ""} ${at ? new Date(at).toISOString().slice(5, 23) : ""}`;
}
