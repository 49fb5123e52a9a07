import { setTimeout as sleep } from "node:timers/promises";
import type { Records } from "../record-log.ts";
import { type Deliver, deliverEvent } from "./deliver.ts";
import { nextTime } from "./next-time.ts";
import { keyOf, type Schedule } from "./schedule.ts";

interface Due {
  readonly scheduledMs: number;
  readonly fireMs: number;
}

export interface Runner {
  /** Plans a schedule anew after it was made, changed or removed. */
  plan(key: string): void;
  stop(): Promise<void>;
}

const longestWaitMs = 1000;
/** For deliveries under way at the end; what is not done by then is done again after the next start. */
const lastMomentsMs = 1000;

/** One timer for all schedules. It looks at the clock at least each second, since that may be set by a test. */
export function runSchedules(records: Records<Schedule>, deliver: Deliver, now: () => number): Runner {
  const due = new Map<string, Due>();
  const running = new Set<Promise<void>>();
  const closing = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  const plan = (key: string) => {
    const schedule = records.byKey.get(key);
    const next = schedule && nextTime(schedule, now());
    if (next === undefined || next === null) due.delete(key);
    else due.set(key, { scheduledMs: next, fireMs: next + randomDelayMs(schedule!) });
    wait();
  };

  const wait = () => {
    clearTimeout(timer);
    if (due.size === 0 || closing.signal.aborted) return;
    const soonest = Math.min(...[...due.values()].map(({ fireMs }) => fireMs));
    timer = setTimeout(look, Math.max(0, Math.min(soonest - now(), longestWaitMs)));
    timer.unref();
  };

  const look = () => {
    for (const [key, { scheduledMs, fireMs }] of [...due]) {
      if (fireMs > now()) continue;
      due.delete(key);
      const schedule = records.byKey.get(key);
      if (!schedule) continue;
      const run = fire(schedule, scheduledMs).finally(() => running.delete(run));
      running.add(run);
      if (!isOneTime(schedule)) plan(key);
    }
    wait();
  };

  const fire = async (schedule: Schedule, scheduledMs: number) => {
    try {
      await deliverEvent(deliver, schedule, scheduledMs, closing.signal);
    } catch (error) {
      if (closing.signal.aborted) return;
      console.error(`The schedule ${schedule.name} could not be delivered:`, error);
    }
    if (!isStopped) complete(schedule);
  };

  const complete = (schedule: Schedule) => {
    const key = keyOf(schedule.group, schedule.name);
    const isOver = isOneTime(schedule) || nextTime(schedule, now()) === null;
    if (!isOver || records.byKey.get(key) !== schedule) return;
    if (schedule.definition.ActionAfterCompletion === "DELETE") records.delete(key);
    else if (isOneTime(schedule)) records.set(key, { ...schedule, doneMs: now() });
  };

  for (const key of records.byKey.keys()) plan(key);
  return {
    plan,
    async stop() {
      clearTimeout(timer);
      closing.abort();
      await Promise.race([Promise.all(running), sleep(lastMomentsMs, undefined, { ref: false })]);
      isStopped = true;
    },
  };
}

const isOneTime = ({ definition }: Schedule) => definition.ScheduleExpression.startsWith("at(");

function randomDelayMs({ definition }: Schedule): number {
  const { MaximumWindowInMinutes = 0 } = definition.FlexibleTimeWindow;
  return Math.floor(Math.random() * MaximumWindowInMinutes * 60_000);
}
