import { setTimeout as sleep } from "node:timers/promises";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, describe, expect, test, vi } from "vitest";
import { deriveOwnerId, deriveTurnId } from "#shared/domain/access/derive-ids.ts";
import type { ReminderJob } from "#shared/wire/queues/reminder-job.ts";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { call, queryString } from "./call.ts";
import { hearsNothing, nextOf, restOf, textOf } from "./chat-frames.ts";
import { startOwnCloud } from "./own-cloud.ts";
import { openSocket, type SocketClient } from "./socket-client.ts";

const { url, wsUrl, environment, apns } = await startOwnCloud();
const queue = new SQSClient({
  endpoint: environment.AWS_ENDPOINT_URL!,
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
});
const slow = { timeout: 90_000 };
const patient = { timeout: 60_000, interval: 200 };

const opened: SocketClient[] = [];
afterEach(async () => {
  for (const client of opened.splice(0)) if (client.isOpen()) await client.close();
});

interface CheckIn {
  readonly id: string;
  readonly about: string | null;
  readonly due_at: string;
  readonly conversation_id: string;
  readonly status: string;
  readonly version: number;
}

interface Item {
  readonly id: string;
  readonly text: string;
  readonly state: string;
  readonly conversation_id: string;
  readonly told: number;
  readonly pushed: number;
}

function start() {
  const tenant = uniqueTenant();
  const whose = queryString({ tenant_id: tenant, user_id: "anna" });
  const ask = (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
    call(`${url}${path}?${whose}`, { method, headers, ...(body && { body }) });
  const turnOf = (deliveryId: string) =>
    deriveTurnId(deriveOwnerId(tenant, "anna"), `check-in:${deliveryId}`);
  const send = async (job: ReminderJob) => {
    const message = { QueueUrl: environment.AIMI_REMINDERS_QUEUE_URL!, MessageBody: JSON.stringify(job) };
    await queue.send(new SendMessageCommand(message));
  };
  const common = { tenant_id: tenant, request_id: "by hand" };
  return {
    ask,
    turnOf,
    async connect(): Promise<SocketClient> {
      const client = await openSocket(`${wsUrl}?${whose}`);
      opened.push(client);
      return client;
    },
    async checkIn(more: object = {}): Promise<CheckIn> {
      const due_at = new Date(Date.now() + 2_000).toISOString();
      const answer = await ask("POST", "/v1/check-ins", { due_at, ...more });
      expect(answer.status, answer.text).toBe(201);
      return answer.json() as CheckIn;
    },
    find: async (id: string) => (await ask("GET", `/v1/check-ins/${id}`)).json() as CheckIn,
    inbox: async () => ((await ask("GET", "/v1/notifications")).json() as { items: Item[] }).items,
    async saidIn(conversation: string) {
      const answer = await ask("GET", `/v1/conversations/${conversation}/messages`);
      const { items } = answer.json() as { items: { role: string; content: string }[] };
      return items.map(({ role, content }) => [role, content]);
    },
    remindAgain: ({ id, due_at }: CheckIn) =>
      send({ ...common, kind: "remind", reminder_id: id, at: Date.parse(due_at) }),
    tellAgain: (deliveryId: string) =>
      send({
        ...{ ...common, kind: "tell_check_in", outbox_id: deliveryId, turn_id: turnOf(deliveryId) },
        ...{ user_id: "anna", owner_id: deriveOwnerId(tenant, "anna") },
      }),
  };
}

test(
  "at its time the coach speaks first, every device hears it, and duplicates change nothing",
  slow,
  async () => {
    const { ask, connect, checkIn, find, inbox, saidIn, turnOf, remindAgain, tellAgain } = start();
    const [phone, tablet] = [await connect(), await connect()];
    expect((await ask("POST", "/v1/goals", { title: "Sleep eight hours" })).status).toBe(201);
    const made = await checkIn({ about: "sleep" });
    expect(made).toMatchObject({ about: "sleep", conversation_id: "check-ins", status: "scheduled" });

    const accepted = await nextOf(phone, "chat.accepted");
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(made.due_at));
    expect(accepted).toMatchObject({ conversation_id: "check-ins" });
    expect(accepted).not.toHaveProperty("text");
    const { turn_id } = accepted;
    const frames = await restOf(phone, turn_id);
    expect(frames.at(-1)).toMatchObject({ type: "chat.done", finish_reason: "stop" });
    const reply = textOf(frames);
    expect(reply).toContain("“Sleep eight hours”");
    expect(reply).toContain("?");
    expect(await nextOf(tablet, "chat.accepted")).toEqual(accepted);
    expect(textOf(await restOf(tablet, turn_id))).toBe(reply);

    const said = [
      ["system", "Check-in: sleep"],
      ["assistant", reply],
    ];
    await vi.waitFor(async () => expect(await saidIn("check-ins")).toEqual(said), patient);
    const [item, ...others] = await inbox();
    expect(others).toEqual([]);
    expect(turnOf(item!.id)).toBe(turn_id);
    for (let again = 0; again < 3; again++) await remindAgain(made);
    for (let again = 0; again < 3; again++) await tellAgain(item!.id);
    const told = { id: item!.id, text: reply, state: "acknowledged", conversation_id: "check-ins", told: 2 };
    await vi.waitFor(async () => expect(await inbox()).toMatchObject([{ ...told, pushed: 0 }]), patient);
    expect(await find(made.id)).toMatchObject({ status: "acknowledged", version: 1 });
    // Whatever the others have set going would be heard by now.
    await sleep(2_000);
    expect(await saidIn("check-ins")).toEqual(said);
    for (const client of [phone, tablet]) await hearsNothing(client);
  },
);

test("whoever has no socket open is pushed what the coach says, once", slow, async () => {
  const { ask, checkIn, inbox, saidIn, tellAgain, turnOf } = start();
  const token = "c4".repeat(32);
  const registered = await ask("POST", "/v1/users/me/devices", { token, platform: "apns" });
  expect(registered.status, registered.text).toBe(201);
  await checkIn({ conversation_id: "mornings", recurrence: "FREQ=DAILY", timezone: "UTC" });
  await vi.waitFor(() => expect(apns.shown(token)).toHaveLength(1), patient);
  await vi.waitFor(async () => expect(await inbox()).toMatchObject([{ pushed: 1, told: 0 }]), patient);
  const [item] = await inbox();
  const [[, about], [, reply]] = (await saidIn("mornings")) as [[string, string], [string, string]];
  expect(about).toBe("Check-in");
  expect(item).toMatchObject({ text: reply, conversation_id: "mornings" });
  for (let again = 0; again < 3; again++) await tellAgain(item!.id);
  await vi.waitFor(async () => expect(await inbox()).toHaveLength(1), { timeout: 60_000 });
  const [push, ...more] = apns.shown(token);
  expect(more).toEqual([]);
  expect(push).toMatchObject({
    collapseId: item!.id,
    payload: {
      type: "check_in",
      ...{ delivery_id: item!.id, conversation_id: "mornings", turn_id: turnOf(item!.id) },
    },
  });
  expect(reply.startsWith(push!.payload.aps.alert.body.replace(/…$/, ""))).toBe(true);
});

test("in quiet hours nobody hears anything, the inbox says so, and the rule goes on", slow, async () => {
  const { ask, connect, checkIn, find, inbox } = start();
  const phone = await connect();
  const minuteAway = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString().slice(11, 16);
  const quiet_hours = { from: minuteAway(-30), to: minuteAway(30) };
  expect((await ask("PATCH", "/v1/users/me", { quiet_hours })).status).toBe(200);
  const made = await checkIn({ recurrence: "FREQ=DAILY", timezone: "UTC" });
  const skipped = { state: "skipped", text: "Check-in", told: 0, pushed: 0 };
  await vi.waitFor(async () => expect(await inbox()).toMatchObject([skipped]), patient);
  expect(await ask("GET", "/v1/conversations/check-ins")).toMatchObject({ status: 404 });
  const next = await find(made.id);
  expect(next.status).toBe("scheduled");
  expect(Date.parse(next.due_at)).toBeGreaterThan(Date.now() + 80_000_000);
  await hearsNothing(phone);
});

describe("a check-in over HTTP", () => {
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  const draft = { due_at: `${tomorrow}T08:00`, recurrence: "FREQ=DAILY" };

  test("is made once by its key, listed apart from reminders, and changed by the version that is named", async () => {
    const { ask } = start();
    const key = { "idempotency-key": "once" };
    const first = await ask("POST", "/v1/check-ins", draft, key);
    const made = first.json() as CheckIn;
    expect(first.status, first.text).toBe(201);
    expect(first.headers.get("etag")).toBe('"1"');
    expect(made).toMatchObject({
      ...{ about: null, due_at: `${tomorrow}T08:00:00.000Z`, recurrence: "FREQ=DAILY", timezone: null },
      ...{ floating: true, conversation_id: "check-ins", channel: "auto", status: "scheduled", version: 1 },
    });
    expect((await ask("POST", "/v1/check-ins", draft, key)).json()).toMatchObject({ id: made.id });
    expect((await ask("GET", "/v1/check-ins")).json()).toEqual({ items: [made], next_cursor: null });
    expect((await ask("GET", "/v1/reminders")).json()).toMatchObject({ items: [] });
    expect((await ask("GET", `/v1/reminders/${made.id}`)).status).toBe(404);

    const path = `/v1/check-ins/${made.id}`;
    const change = { about: "running", conversation_id: "runs", channel: "push" };
    const changed = await ask("PATCH", path, change, { "if-match": '"1"' });
    expect(changed.json()).toMatchObject({ ...change, due_at: made.due_at, version: 2 });
    expect((await ask("PATCH", path, { about: "x" }, { "if-match": '"1"' })).status).toBe(412);
    expect((await ask("PATCH", path, { about: null })).json()).toMatchObject({ about: null, version: 3 });
    for (let again = 0; again < 2; again++) expect((await ask("DELETE", path)).status).toBe(204);
    expect((await ask("GET", path)).json()).toMatchObject({ status: "cancelled" });
    expect((await ask("PATCH", path, change)).status).toBe(409);
  });

  test.each([
    ["a time that is over", { due_at: "2020-01-01T08:00:00Z" }, "due_at"],
    ["no time", {}, "due_at"],
    ["a rule that nobody knows", { recurrence: "FREQ=SOMETIMES" }, "recurrence"],
    ["too many words", { ...draft, about: "x".repeat(501) }, "about"],
    ["a conversation that is no id", { ...draft, conversation_id: "my talks" }, "conversation_id"],
  ])("with %s is refused", async (_what, body, path) => {
    const answer = await start().ask("POST", "/v1/check-ins", body);
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({ error: { details: [{ path }] } });
  });
});
