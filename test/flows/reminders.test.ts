import { describe, expect, inject, test, vi } from "vitest";
import type * as z from "zod";
import { listNotificationsContract } from "#shared/wire/http/notifications.ts";
import { reminder } from "#shared/wire/http/reminders.ts";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { call, queryString, refusal } from "./call.ts";

const { url } = inject("cloud");
const secondMs = 1_000;
const dayMs = 86_400_000;

function start() {
  const tenant_id = uniqueTenant();
  const as =
    (user_id: string) =>
    (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
      call(`${url}${path}${path.includes("?") ? "&" : "?"}${queryString({ tenant_id, user_id })}`, {
        ...{ method, headers },
        ...(body && { body }),
      });
  return { anna: as("anna"), ben: as("ben") };
}

const shown = (answer: { json(): unknown }): z.output<typeof reminder> => reminder.parse(answer.json());
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * secondMs).toISOString();

describe("reminders over HTTP", () => {
  test("fire, stand in the inbox, and are acknowledged by what was told", async () => {
    const { anna, ben } = start();
    const made = shown(await anna("POST", "/v1/reminders", { text: "Stretch", due_at: inSeconds(1) }));
    const told = async () => {
      const answer = await anna("GET", "/v1/notifications?state=due");
      return listNotificationsContract.responses[200]!.schema!.parse(answer.json()) as {
        items: { id: string; reminder_id: string; text: string; due_at: string }[];
      };
    };
    await vi.waitUntil(async () => (await told()).items.length > 0, { timeout: 60_000, interval: 200 });
    const [item] = (await told()).items;
    expect(item).toMatchObject({ reminder_id: made.id, text: "Stretch", due_at: made.due_at });
    const open = shown(await anna("GET", `/v1/reminders/${made.id}`));
    expect(open).toMatchObject({ status: "due", delivery_id: item!.id });
    expect((await ben("POST", `/v1/notifications/${item!.id}/ack`)).status).toBe(404);
    expect((await ben("GET", "/v1/notifications")).json()).toMatchObject({ items: [] });
    for (let again = 0; again < 2; again++) {
      expect((await anna("POST", `/v1/notifications/${item!.id}/ack`)).status).toBe(204);
    }
    expect(shown(await anna("GET", `/v1/reminders/${made.id}`))).toMatchObject({
      ...{ status: "acknowledged", delivery_id: null },
    });
    expect((await told()).items).toEqual([]);
  });

  test("are read, acknowledged and taken out of the inbox one by one", async () => {
    const { anna, ben } = start();
    const inbox = async () => {
      const answer = await anna("GET", "/v1/notifications");
      return (answer.json() as { items: { id: string; reminder_id: string; state: string }[] }).items;
    };
    for (const text of ["Stretch", "Drink"]) {
      const draft = { text, due_at: inSeconds(1), escalate_after_seconds: 60 };
      expect((await anna("POST", "/v1/reminders", draft)).status).toBe(201);
    }
    await vi.waitUntil(async () => (await inbox()).length === 2, { timeout: 60_000, interval: 200 });
    const items = await inbox();
    const [seen, gone] = [items[0]!, items[1]!];
    const path = (item: { id: string }) => `/v1/notifications/${item.id}`;
    const acknowledged = { state: "acknowledged" };

    expect((await anna("GET", path(gone))).json()).toMatchObject({
      id: gone.id,
      state: "due",
      closed_at: null,
    });
    for (const [method, body] of [["GET"], ["PATCH", acknowledged], ["DELETE"]] as const)
      expect(refusal(await ben(method, path(gone), body)).code).toBe("not_found");
    for (const body of [{ state: "snoozed" }, { state: "due" }, {}]) {
      const { code, details } = refusal(await anna("PATCH", path(seen), body));
      expect([code, details]).toMatchObject(["validation_failed", [{ path: "state" }]]);
    }

    const changed = await anna("PATCH", path(seen), acknowledged);
    expect([changed.status, changed.json()]).toMatchObject([200, { id: seen.id, ...acknowledged }]);
    expect((await anna("PATCH", path(seen), acknowledged)).json()).toEqual(changed.json());
    expect((await anna("GET", path(seen))).json()).toEqual(changed.json());

    expect((await anna("DELETE", path(gone))).status).toBe(204);
    const reminderOfIt = shown(await anna("GET", `/v1/reminders/${gone.reminder_id}`));
    expect(reminderOfIt).toMatchObject({ status: "acknowledged", delivery_id: null });
    for (const [method, at, body] of [
      ["GET", path(gone)],
      ["PATCH", path(gone), acknowledged],
      ["POST", `${path(gone)}/ack`],
      ["DELETE", path(gone)],
    ] as const)
      expect(refusal(await anna(method, at, body)).code).toBe("not_found");
    expect(await inbox()).toEqual([changed.json()]);
    const lines = (await anna("GET", "/v1/users/me/export")).text.trimEnd().split("\n");
    const records = lines.map((line) => JSON.parse(line) as { id: string });
    const [kept, removed] = [seen, gone].map(({ id }) => records.find((record) => record.id === id));
    expect(kept).toMatchObject({ kind: "delivery", text: expect.any(String), removed_at: null });
    expect(removed).toMatchObject({ kind: "delivery", text: null, removed_at: expect.any(String) });
  });

  test("are no check-ins, whose ids they do not answer to", async () => {
    const { anna } = start();
    const made = await anna("POST", "/v1/check-ins", { due_at: inSeconds(3_600) });
    const { id } = made.json() as { id: string };
    const until = inSeconds(7_200);
    for (const answer of [
      await anna("POST", `/v1/reminders/${id}/ack`),
      await anna("POST", `/v1/reminders/${id}/snooze`, { until }),
    ])
      expect(refusal(answer).code).toBe("not_found");
    expect((await anna("GET", `/v1/check-ins/${id}`)).json()).toEqual(made.json());
  });

  test("at an instant are told in the zone that the person has just moved to", async () => {
    const { anna } = start();
    const draft = { text: "Stretch", due_at: inSeconds(3_600) };
    const made = async () => shown(await anna("POST", "/v1/reminders", draft)).timezone;
    expect(await made()).toBe("UTC");
    for (const time_zone of ["Europe/Berlin", "Asia/Tokyo"]) {
      expect((await anna("PATCH", "/v1/users/me", { time_zone })).status).toBe(200);
      expect([await made(), await made()]).toEqual([time_zone, time_zone]);
    }
  });

  test("are changed by the version that is named, put off, and cancelled", async () => {
    const { anna, ben } = start();
    const tomorrow = new Date(Date.now() + dayMs).toISOString().slice(0, 10);
    const draft = { text: "Stretch", due_at: `${tomorrow}T08:00`, recurrence: "FREQ=DAILY" };
    const key = { "idempotency-key": "once" };
    const answer = await anna("POST", "/v1/reminders", draft, key);
    const made = shown(answer);
    expect(made).toMatchObject({
      ...{ due_at: `${tomorrow}T08:00:00.000Z`, timezone: null, floating: true, status: "scheduled" },
    });
    expect(answer.headers.get("etag")).toBe('"1"');
    expect(shown(await anna("POST", "/v1/reminders", draft, key)).id).toBe(made.id);
    const path = `/v1/reminders/${made.id}`;
    const ifMatch = (version: number) => ({ "if-match": `"${version}"` });
    const changed = await anna("PATCH", path, { timezone: "Asia/Tokyo" }, ifMatch(1));
    expect(shown(changed)).toMatchObject({ timezone: "Asia/Tokyo", floating: false, version: 2 });
    for (const same of [{}, { text: "Stretch" }])
      expect(shown(await anna("PATCH", path, same, ifMatch(2)))).toMatchObject({ version: 2 });
    expect((await anna("PATCH", path, { text: "Jump" }, ifMatch(1))).status).toBe(412);
    const until = inSeconds(3_600);
    expect(shown(await anna("POST", `${path}/snooze`, { until }))).toMatchObject({
      due_at: until,
      version: 3,
    });
    for (const [method, at, body] of [
      ["GET", path],
      ["PATCH", path, { text: "x" }],
      ["POST", `${path}/snooze`, { until }],
      ["POST", `${path}/ack`],
      ["DELETE", path],
    ] as const) {
      expect((await ben(method, at, body)).status).toBe(404);
    }
    expect((await anna("GET", "/v1/reminders?status=scheduled")).json()).toMatchObject({
      ...{ items: [{ id: made.id }], next_cursor: null },
    });
    expect((await anna("DELETE", path, undefined, ifMatch(1))).status).toBe(412);
    for (let again = 0; again < 2; again++) expect((await anna("DELETE", path)).status).toBe(204);
    expect((await anna("PATCH", path, { text: "Jump" })).status).toBe(409);
    expect((await anna("GET", "/v1/reminders?status=scheduled")).json()).toMatchObject({ items: [] });
  });

  test.each([
    [{ due_at: "2026-01-31T09:30:00Z" }, "due_at", "must lie in the future; it is"],
    [{ recurrence: "FREQ=DAILY", text: " \n" }, "text", "must not be blank"],
    [{}, "due_at", "is required"],
    [{ due_at: "tomorrow" }, "due_at", "must be an instant with its offset, or a clock's time"],
    [{ recurrence: "FREQ=MINUTELY" }, "recurrence", "once an hour at most"],
    [{ recurrence: "FREQ=DAILY", timezone: "+01:00" }, "timezone", "must be an IANA time zone"],
    [{ recurrence: "FREQ=DAILY", escalate_after_seconds: 59 }, "escalate_after_seconds", "from 60 to 86400"],
    [{ recurrence: "FREQ=DAILY", channel: "mail" }, "channel", "must be auto, push or inbox"],
  ])("%j is refused", async (given, path, message) => {
    const answer = await start().anna("POST", "/v1/reminders", { text: "Stretch", ...given });
    expect([answer.status, answer.json()]).toMatchObject([
      400,
      {
        error: { code: "validation_failed", details: [{ path, message: expect.stringContaining(message) }] },
      },
    ]);
  });
});
