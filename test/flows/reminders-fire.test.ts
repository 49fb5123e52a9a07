import { ListSchedulesCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { expect, test, vi } from "vitest";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { call, queryString } from "./call.ts";
import { startOwnCloud } from "./own-cloud.ts";
import { openSocket } from "./socket-client.ts";

const cloud = await startOwnCloud();
const { url, wsUrl, environment, postgres } = cloud;
const scheduler = new SchedulerClient({
  endpoint: environment.AWS_ENDPOINT_URL!,
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
});
const [second, hour, day] = [1_000, 3_600_000, 86_400_000];

interface Told {
  readonly id: string;
  readonly due_at: string;
  readonly status: string;
}

function personOf(tenant = uniqueTenant()) {
  const whose = queryString({ tenant_id: tenant, user_id: "anna" });
  return {
    async remind(aheadMs: number, more: object = {}): Promise<Told> {
      const dueAt = new Date(Math.ceil((Date.now() + aheadMs) / second) * second).toISOString();
      const body = { text: "stretch", due_at: dueAt, ...more };
      const answer = await call(`${url}/v1/reminders?${whose}`, { body });
      expect(answer.status, answer.text).toBe(201);
      return answer.json() as Told;
    },
    find: async (id: string) => (await call(`${url}/v1/reminders/${id}?${whose}`)).json() as Told,
    remove: (id: string) => call(`${url}/v1/reminders/${id}?${whose}`, { method: "DELETE" }),
    connect: () => openSocket(`${wsUrl}?${whose}`),
  };
}

async function schedulesOf(id: string): Promise<string[]> {
  const { Schedules = [] } = await scheduler.send(
    new ListSchedulesCommand({
      GroupName: environment.AIMI_SCHEDULE_GROUP,
      NamePrefix: id.replaceAll("-", ""),
    }),
  );
  return Schedules.map(({ Name = "" }) => Name);
}
const nameOf = (id: string, at: number) => `${id.replaceAll("-", "")}-${at.toString(36)}`;

test("what is due in a moment is told to the socket, on time, and a rule's next time has its schedule", async () => {
  const anna = personOf();
  const socket = await anna.connect();
  const { id, due_at } = await anna.remind(2 * second, { recurrence: "FREQ=DAILY", timezone: "UTC" });
  expect(await socket.next()).toMatchObject({
    type: "reminder.due",
    reminder: { id, text: "stretch", due_at, recurrence: "FREQ=DAILY" },
  });
  expect(Date.now() - Date.parse(due_at)).toBeLessThan(5 * second);
  const next = Date.parse(due_at) + day;
  await vi.waitFor(async () => expect(await schedulesOf(id)).toEqual([nameOf(id, next)]), {
    timeout: 60_000,
  });
  expect(await anna.find(id)).toMatchObject({ status: "due", due_at: new Date(next).toISOString() });
  await socket.close();
});

test("what is an hour ahead has a schedule until it is cancelled", async () => {
  const anna = personOf();
  const { id, due_at } = await anna.remind(hour);
  const name = nameOf(id, Date.parse(due_at));
  await vi.waitFor(async () => expect(await schedulesOf(id)).toEqual([name]), { timeout: 60_000 });
  await anna.remove(id);
  await vi.waitFor(async () => expect(await schedulesOf(id)).toEqual([]), { timeout: 60_000 });
});

test("what was missed is told to the next socket", async () => {
  const anna = personOf();
  const { id } = await anna.remind(second);
  await vi.waitFor(async () => expect((await anna.find(id)).status).toBe("due"), { timeout: 60_000 });
  const socket = await anna.connect();
  expect(await socket.next()).toMatchObject({ type: "reminder.due", reminder: { id } });
  await socket.close();
});

test.each([
  [1, 3],
  [10, 30],
])("%i of a person that recur cost Postgres %i round trips at most, told and armed", async (count, most) => {
  const anna = personOf();
  const socket = await anna.connect();
  const aheadMs = 15 * second;
  const rule = { recurrence: "FREQ=DAILY", timezone: "UTC" };
  const at = Math.ceil((Date.now() + aheadMs) / second) * second;
  const reminders = await Promise.all(
    Array.from({ length: count }, () => anna.remind(at - Date.now() - 1, rule)),
  );
  await vi.waitUntil(() => Date.now() > at - 500, { timeout: 20_000, interval: 20 });
  const before = postgres.requestCount();
  for (let heard = 0; heard < count; heard++) expect((await socket.next()).type).toBe("reminder.due");
  for (const { id } of reminders) {
    await vi.waitFor(async () => expect(await schedulesOf(id)).toHaveLength(1), { timeout: 60_000 });
  }
  await vi.waitFor(() => expect(postgres.requestCount() - before).toBeGreaterThanOrEqual(3), {
    timeout: 60_000,
  });
  expect(postgres.requestCount() - before).toBeLessThanOrEqual(most);
  await socket.close();
});
