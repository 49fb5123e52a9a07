import type { ReminderDraft } from "#shared/domain/coach/create-reminder.ts";
import { wallTimeOf } from "#shared/domain/time/wall-clock.ts";
import type { Dice } from "../chat/dice.ts";

export const [secondMs, minuteMs, hourMs] = [1_000, 60_000, 3_600_000];

/** Instants at which a clock changes somewhere. */
const changes = [
  { zone: "Europe/Berlin", at: Date.parse("2027-03-28T01:00:00Z") },
  { zone: "Europe/Berlin", at: Date.parse("2027-10-31T01:00:00Z") },
  { zone: "America/New_York", at: Date.parse("2027-03-14T07:00:00Z") },
  { zone: "America/New_York", at: Date.parse("2027-11-07T06:00:00Z") },
  { zone: "Australia/Lord_Howe", at: Date.parse("2027-10-02T15:30:00Z") },
];
const otherZones = ["Asia/Kolkata", "America/New_York", "Europe/London", "Pacific/Apia", "UTC"];

/** Before it is due, at it, while it is told, after that, after the claim of a dead worker has ended. */
const momentsNearDue = [
  ...[-150_000, -20_000, -1_000, -50, 0, 600, 2_000, 5_000, 32_000, 240_000],
  ...(["as it is told", "as it is told", "as it is told", "as it is told"] as const),
];

export interface PlannedReminder {
  readonly name: string;
  readonly person: number;
  readonly bornAfterMs: number;
  readonly draft: (now: number, zone: string) => ReminderDraft;
  /** What is done to it, each near a time at which it is due. */
  readonly acts: readonly Act[];
}

export interface Act {
  readonly name: string;
  readonly nearDue: number | "as it is told";
  readonly what: (typeof acts)[number];
  /** How far ahead what is moved comes. */
  readonly aheadMs: number;
}

const acts = [
  ...["acknowledge", "acknowledge", "remove", "snooze", "snooze", "snooze delivery", "reword"],
  ...["move", "move", "other rule", "cancel"],
] as const;

export interface ReminderPlan {
  readonly startsAt: number;
  readonly dangerousForMs: number;
  readonly zones: readonly string[];
  readonly reminders: readonly PlannedReminder[];
  readonly moves: readonly { readonly person: number; readonly afterMs: number; readonly zone: string }[];
  readonly schedulerRefuses: readonly Outage[];
  readonly redisIsAway: readonly Outage[];
  readonly redisLosesAllAfterMs: readonly number[];
  /** How dangerous calls are. */
  readonly intensity: number;
}

export interface Outage {
  readonly afterMs: number;
  readonly lastsMs: number;
}

/** What a run consists of, by its dice alone: several persons around a change of the clock. */
export function planReminders(dice: Dice): ReminderPlan {
  const change = dice.pick("change", changes);
  const dangerousForMs = dice.pick("length", [3, 4, 6, 26]) * hourMs;
  const count = dice.between("persons", 1, 3);
  const zones = [change.zone, ...otherZones.slice(dice.between("zones", 0, 2))].slice(0, count);
  const outages = (what: string, most: number, longestMs: number) =>
    Array.from({ length: dice.between(`${what}/count`, 0, most) }, (_, at) => ({
      afterMs: dice.roll(`${what}/${at}`) * dangerousForMs,
      lastsMs: dice.roll(`${what}/${at}/lasts`) * longestMs,
    }));
  return {
    startsAt: change.at - dice.between("before", 30, 150) * minuteMs - dice.between("odd", 0, 59_999),
    dangerousForMs,
    zones,
    reminders: zones.flatMap((_, person) =>
      Array.from({ length: dice.between(`${person}/count`, 2, 5) }, (_, at) => planOne(dice, person, at)),
    ),
    moves: Array.from({ length: dice.between("moves", 0, 2) }, (_, at) => ({
      person: dice.between(`move/${at}/who`, 0, count - 1),
      afterMs: dice.roll(`move/${at}/after`) * dangerousForMs,
      zone: dice.pick(`move/${at}/zone`, [...otherZones, change.zone]),
    })),
    schedulerRefuses: outages("scheduler", 2, dice.pick("scheduler", [10 * minuteMs, hourMs, 5 * hourMs])),
    redisIsAway: outages("redis", 2, 5 * minuteMs),
    redisLosesAllAfterMs: outages("loss", 1, 0).map(({ afterMs }) => afterMs),
    intensity: dice.pick("intensity", [0, 0.5, 1, 2, 4, 7]),
  };
}

function planOne(dice: Dice, person: number, at: number): PlannedReminder {
  const name = `reminder ${person}.${at}`;
  const roll = (what: string) => dice.roll(`${name}/${what}`);
  return {
    name,
    person,
    bornAfterMs: roll("born") * 45 * minuteMs,
    draft: (now, zone) => draftOf(dice, name, now, zone),
    acts: Array.from({ length: dice.between(`${name}/acts`, 0, 5) }, (_, act) => ({
      name: `${name} act ${act}`,
      nearDue: dice.pick(`${name}/near/${act}`, momentsNearDue),
      what: dice.pick(`${name}/act/${act}`, acts),
      aheadMs: 1_000 + roll(`ahead/${act}`) ** 2 * 80 * minuteMs,
    })),
  };
}

function draftOf(dice: Dice, name: string, now: number, zone: string): ReminderDraft {
  const roll = (what: string) => dice.roll(`${name}/${what}`);
  const common = {
    kind: roll("kind") < 0.12 ? "check_in" : "reminder",
    text: name,
    channel: dice.pick(`${name}/channel`, ["auto", "auto", "push", "inbox"] as const),
    escalateAfterSeconds: roll("escalates") < 0.3 ? 60 + Math.floor(roll("escalate") * 900) : null,
  } as const;
  const timeZone = roll("floats") < 0.5 ? null : zone;
  const soon = now + 2 * secondMs + roll("soon") * 14 * minuteMs;
  const far = now + 15 * minuteMs + roll("far") * 120 * minuteMs;
  const minutes = dice.between(`${name}/minute`, 0, 59);
  switch (dice.between(`${name}/shape`, 0, 6)) {
    case 0:
      return { ...common, dueAt: Math.floor(soon), timeZone };
    case 1:
      return { ...common, dueAt: Math.floor(far), timeZone: zone };
    case 2:
      return { ...common, dueAt: localText(far, zone), timeZone: null };
    case 3:
      return { ...common, recurrence: `FREQ=HOURLY;BYMINUTE=${minutes}`, timeZone };
    case 4:
      return {
        ...common,
        recurrence: `FREQ=HOURLY;INTERVAL=2;BYMINUTE=${minutes};COUNT=${dice.between(name, 1, 5)}`,
        timeZone,
      };
    case 5:
      return { ...common, recurrence: `FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=${minutes}`, timeZone };
    default:
      return { ...common, recurrence: `FREQ=DAILY;BYHOUR=2;BYMINUTE=30`, timeZone };
  }
}

export function localText(instant: number, zone: string): string {
  return new Date(wallTimeOf(instant, zone)).toISOString().slice(0, 19);
}
