import fc from "fast-check";
import rrule from "rrule";
import { expect, test } from "vitest";
import { anyRule } from "#test/recurrence/any-rule.ts";
import { walkRule } from "#test/recurrence/walk-rule.ts";
import { findInstant, stretchesOf } from "#test/recurrence/walk-zone.ts";
import { lastOccurrence } from "./last-occurrence.ts";
import { nextOccurrence } from "./next-occurrence.ts";
import { occurrencesBetween } from "./occurrences-between.ts";
import { parseRule } from "./parse-rule.ts";
import { readRecurrence } from "./read-recurrence.ts";
import { wallTimes } from "./wall-times.ts";

const dayMs = 86_400_000;
const options = { seed: Number(process.env.AIMI_SEED ?? 8), numRuns: Number(process.env.AIMI_RULES ?? 200) };
const zones = [
  ...["Europe/Berlin", "America/New_York", "America/Sao_Paulo", "America/St_Johns", "Africa/Casablanca"],
  ...["Africa/Cairo", "Asia/Tehran", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "UTC"],
];

const toLocal = (wall: number) => new Date(wall).toISOString().slice(0, 19);
const said = (times: readonly number[]) => times.map((time) => new Date(time).toISOString());

/** A minute near a change of the zone's clock, or anywhere. */
const anyWallTime = (zone: string) => {
  const changes = stretchesOf(zone)
    .slice(1)
    .filter(({ from }) => from < Date.UTC(2036, 0));
  const anywhere = fc.integer({ min: Date.UTC(2006, 0) / 60_000, max: Date.UTC(2035, 0) / 60_000 });
  if (changes.length === 0) return anywhere.map((minute) => minute * 60_000);
  const near = fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -4 * 1_440, max: 1_440 }))
    .map(([{ from, offset }, minutes]) => (from + offset) / 60_000 + minutes);
  return fc.oneof(near, near, anywhere).map((minute) => minute * 60_000);
};

const anyCase = fc
  .constantFrom(...zones)
  .chain((zone) =>
    anyWallTime(zone).chain((start) =>
      fc.record({ zone: fc.constant(zone), start: fc.constant(start), text: anyRule(start) }),
    ),
  );

/** Null for what is refused. */
function read(text: string): string | null {
  try {
    return readRecurrence(text, "recurrence");
  } catch {
    return null;
  }
}

const counted = { kept: 0, refused: 0 };

test("a rule gives the times that a walk through all hours finds, at the instants that a walk through all minutes finds", {
  timeout: 3_600_000,
}, () => {
  fc.assert(
    fc.property(anyCase, fc.nat({ max: 1_000 }), ({ zone, start, text }, offset) => {
      const recurrence = read(text);
      counted[recurrence === null ? "refused" : "kept"] += 1;
      if (recurrence === null) return;
      const end = start + 1_100 * dayMs;
      const walls = walkRule(recurrence, start, end);
      const instants = [...new Set(walls.map((wall) => findInstant(wall, zone)))];
      const until = /UNTIL=(\d{8}T\d{6})Z/.exec(recurrence)?.[1];
      const last = until
        ? Date.parse(until.replace(/(....)(..)(..)T(..)(..)(..)/, "$1-$2-$3T$4:$5:$6Z"))
        : Number.POSITIVE_INFINITY;
      const expected = instants
        .filter((instant) => instant <= last && instant < end - 2 * dayMs)
        .slice(0, 60);

      const happening = { recurrence, startsLocal: toLocal(start), zone };
      const found = occurrencesBetween({
        ...{ ...happening, from: start - 2 * dayMs, until: end - 2 * dayMs, limit: 60 },
      });
      expect(said(found)).toEqual(said(expected));

      const after = expected.length > 0 ? expected[offset % expected.length]! : start - 2 * dayMs;
      for (const [at, following] of [
        [after, expected.find((instant) => instant > after)],
        [after - 1, expected.find((instant) => instant >= after)],
      ] as const)
        if (following !== undefined)
          expect(said([nextOccurrence({ ...happening, after: at })!])).toEqual(said([following]));
      if (/COUNT|UNTIL/.test(recurrence) && instants.length < 60 && !isCutShort(recurrence, walls.length))
        expect(lastOccurrence(happening)).toBe(expected.at(-1) ?? findInstant(start, zone));
    }),
    options,
  );
  expect(counted.kept).toBeGreaterThan(options.numRuns / 2);
});

/**
 * It tells a time twice that has two positions, takes the last but five of four for the first, begins the first week with
 * the start, and takes of MO and 1MO the latter alone.
 */
function isBeyondRrule(recurrence: string): boolean {
  const days = /BYDAY=([^;]*)/.exec(recurrence)?.[1]?.split(",") ?? [];
  const mixesDays = days.some((day) => day.length === 2) && days.some((day) => day.length > 2);
  return mixesDays || /BYSETPOS=([^;]*,|-[2-9])|WEEKLY.*BYSETPOS/.test(recurrence);
}

/** rrule ends at the first of its hours that is late, and does not sort them. */
function inOrder(_: string, hours: string): string {
  return `BYHOUR=${hours.split(",").sort((a, b) => Number(a) - Number(b))}`;
}

/** A counted rule may go on after what was walked through. */
function isCutShort(recurrence: string, found: number): boolean {
  const count = /COUNT=(\d+)/.exec(recurrence)?.[1];
  return count !== undefined && found < Number(count);
}

test("a rule gives the times that rrule gives", { timeout: 3_600_000 }, () => {
  fc.assert(
    fc.property(anyCase, ({ start, text }) => {
      const recurrence = read(text);
      if (recurrence === null || /UNTIL=\d{8}(;|$)/.test(recurrence)) return;
      if (isBeyondRrule(recurrence)) return;
      // It looks for ever for what never comes.
      if (walkRule(recurrence, start, start + 1_100 * dayMs).length === 0) return;
      const end = start + 8 * 366 * dayMs;
      const other = new rrule.RRule({
        ...rrule.RRule.parseString(recurrence.replace(/BYHOUR=([^;]*)/, inOrder)),
        dtstart: new Date(start),
        ...(!/COUNT|UNTIL/.test(recurrence) && { until: new Date(end) }),
      });
      const expected = other.all((date, at) => at < 40 && date.getTime() < end).map((date) => date.getTime());
      const found: number[] = [];
      // As rrule takes it, what a clock on the wall shows.
      const rule = parseRule(recurrence.replace(/(UNTIL=\d{8}T\d{6})Z/, "$1"));
      for (const wall of wallTimes(rule, start, start)) {
        if (found.length === 40 || wall >= end) break;
        found.push(wall);
      }
      expect(said(found)).toEqual(said(expected.filter((time) => time < end).slice(0, 40)));
    }),
    options,
  );
});
