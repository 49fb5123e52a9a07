import ICAL from "ical.js";
import { wallTimeOf } from "../../time/wall-clock.ts";
import { toTime } from "./to-time.ts";

type Component = InstanceType<typeof ICAL.Component>;
const stepMs = 7 * 86_400_000;

interface Change {
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

/** How the clocks of a zone are put between two instants, as a VTIMEZONE. Each time has a part of its own, which all read. */
export function toTimeZone(zone: string, from: number, until: number): Component {
  const component = new ICAL.Component("vtimezone");
  component.addPropertyWithValue("tzid", zone);
  const offsetAt = (at: number) => wallTimeOf(at, zone) - at;
  const begin = from - stepMs;
  const offset = offsetAt(begin);
  const first = { at: Date.UTC(1970, 0, 1) - offset, before: offset, after: offset };
  for (const change of [first, ...findChanges(offsetAt, begin, until)])
    component.addSubcomponent(toObservance(change));
  return component;
}

function toObservance({ at, before, after }: Change): Component {
  const component = new ICAL.Component(after > before ? "daylight" : "standard");
  component.addPropertyWithValue("dtstart", toTime(at + before));
  component.addPropertyWithValue("tzoffsetfrom", ICAL.UtcOffset.fromSeconds(before / 1_000));
  component.addPropertyWithValue("tzoffsetto", ICAL.UtcOffset.fromSeconds(after / 1_000));
  return component;
}

function findChanges(offsetAt: (at: number) => number, from: number, until: number): Change[] {
  const changes: Change[] = [];
  let before = offsetAt(from);
  for (let at = from; at < until; at += stepMs) {
    const after = offsetAt(at + stepMs);
    if (after !== before) changes.push({ at: findChange(offsetAt, at, at + stepMs), before, after });
    before = after;
  }
  return changes;
}

function findChange(offsetAt: (at: number) => number, from: number, until: number): number {
  const before = offsetAt(from);
  let [low, high] = [from, until];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}
