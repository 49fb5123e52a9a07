import { nextOccurrence } from "#shared/domain/coach/recurrence/next-occurrence.ts";
import type { ReminderModel } from "./reminder-model.ts";
import type { Heard } from "./simulated-ears.ts";
import type { ReminderStores } from "./start-reminder-stores.ts";

interface Given {
  readonly stores: ReminderStores;
  readonly model: ReminderModel;
  readonly heard: readonly Heard[];
  readonly zoneOf: (userName: string) => string;
  readonly now: number;
}

/** Later than this nobody may be told, whatever failed. */
export const longestLateMs = 3_600_000;
const lookedForMs = 2 * 3_600_000;

export interface Found {
  readonly complaints: readonly string[];
  readonly deliveries: number;
  /** Told again under the same delivery, since a worker died or heard no answer before it had noted the telling. */
  readonly repeats: number;
  readonly latenessMs: readonly number[];
  readonly latest: { readonly lateMs: number; readonly what: string };
}

/** Holds what stands in Postgres, and what was heard, against the model. */
export async function checkReminders({ stores, model, heard, zoneOf, now }: Given): Promise<Found> {
  const rows = await stores.occurrenceRows();
  const outbox = await stores.outboxRows();
  const complaints: string[] = [];
  const latenessMs: number[] = [];
  const byId = new Map(rows.map((row) => [row.id, row]));
  let [deliveries, repeats] = [0, 0];
  let latest = { lateMs: 0, what: "" };

  for (const { last, waiting, deliveries: told, isCancelled } of model.reminders.values()) {
    const complain = (what: string, at: number) =>
      complaints.push(`${last.text}, ${new Date(at).toISOString()}: ${what}`);
    const own = rows.filter(({ reminderId }) => reminderId === last.id);
    const standing = own.filter(({ state }) => state === "waiting");
    for (const { dueAt } of standing) if (!waiting.has(dueAt)) complain("waits, and should not", dueAt);
    for (const { at, isExtra } of waiting.values()) {
      const row = standing.find(({ dueAt }) => dueAt === at);
      if (!row) complain("does not wait, and should", at);
      else if (row.isExtra !== isExtra) complain(`is ${isExtra ? "by the rule" : "extra"}`, at);
      if (at <= now) complain("was never told", at);
    }
    if (last.recurrence !== null && !isCancelled) {
      const ruled = [...waiting.values()].filter(({ isExtra }) => !isExtra);
      const zone = last.timeZone ?? zoneOf(last.text);
      const rule = { recurrence: last.recurrence, startsLocal: last.startsLocal, zone };
      const next = nextOccurrence({ ...rule, after: now });
      if (ruled.length > 1) complain("waits twice by its rule", ruled[1]!.at);
      if (ruled.length === 0 && next !== null) complain("goes on no more", next);
      const [{ at } = { at: null }] = ruled;
      if (at !== null && nextOccurrence({ ...rule, after: at - 1 }) !== at)
        complain(`is no time of its rule in ${zone}`, at);
    }
    for (const delivery of told.values()) {
      deliveries += 1;
      const { deliveryId, at, since, claims, settledAt } = delivery;
      const row = byId.get(deliveryId);
      const ears = heard.filter((each) => each.deliveryId === deliveryId);
      if (!row) complain("was told, and is not on record", at);
      else {
        if (!row.isSettled) complain("was never settled", at);
        if (row.told + row.pushed > ears.reduce((sum, { count }) => sum + count, 0))
          complain("is said to be told more often than it was heard", at);
        if (row.escalations > 2) complain("was told again more than twice", at);
        if (row.escalations !== delivery.escalations)
          complain(`has ${row.escalations} escalations, not ${delivery.escalations}`, at);
        if (row.escalateAt !== null && row.escalateAt <= now) complain("was not told again", at);
      }
      for (const [teller, times] of Map.groupBy(ears, ({ from, way }) => `${from} ${way}`)) {
        const may = claims.filter(({ by, isInbox }) => by === times[0]!.from && !isInbox);
        if (times.length > may.length) complain(`was told by ${teller} ${times.length} times`, at);
      }
      const tellers = new Set(ears.map(({ from }) => from)).size;
      const asked = claims.filter(({ outcome }) => outcome === "escalate").length;
      repeats += Math.max(0, tellers - 1 - asked);
      // What nobody heard is in the inbox from then on.
      const toldAt = Math.min(ears[0]?.at ?? Number.POSITIVE_INFINITY, settledAt || claims[0]!.at);
      const lateMs = toldAt - Math.max(at, since);
      latenessMs.push(lateMs);
      if (lateMs > latest.lateMs) latest = { lateMs, what: `${last.text}, ${new Date(at).toISOString()}` };
      if (lateMs > longestLateMs) complain(`was ${Math.round(lateMs / 60_000)} min late`, at);
    }
  }
  const pairs = Map.groupBy(
    rows,
    ({ reminderId, dueAt, state }) => `${reminderId} ${dueAt} ${state === "waiting"}`,
  );
  for (const [pair, twins] of pairs)
    if (twins.length > 1 && !mayBeTwice(twins.map(({ id }) => id)))
      complaints.push(`${pair} is there ${twins.length} times`);
  for (const { id, kind, dueAt } of outbox) {
    const row = byId.get(id);
    // No turn runs here: what the coach said is looked for until an hour has passed.
    if (kind === "tell_check_in" && row && row.dueAt > now - lookedForMs) continue;
    const waits = row && (row.state === "waiting" || row.escalateAt !== null);
    if (!waits) complaints.push(`the outbox still has ${kind} ${id}`);
    else if (dueAt > Math.max(row.escalateAt ?? row.dueAt, now) + 3_600_000)
      complaints.push(`the outbox looks for ${id} too late`);
  }
  for (const row of rows) {
    const waits = row.state === "waiting" || row.escalateAt !== null;
    if (waits && !outbox.some(({ id }) => id === row.id)) complaints.push(`nobody looks for ${row.id}`);
  }
  return { complaints, deliveries, repeats, latenessMs, latest };

  /** A time that was told may be asked for anew: put off to the same instant, or moved onto it. */
  function mayBeTwice(ids: readonly string[]): boolean {
    return ids.every((id) => byId.get(id)!.state !== "waiting");
  }
}
