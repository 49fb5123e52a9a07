import { once } from "node:events";
import { GetScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { expect } from "vitest";
import WebSocket from "ws";
import { reminderGroup, resourceName } from "#infra/topology.ts";
import { scheduleName } from "#shared/adapters/scheduler/schedule-name.ts";
import { tellLocalTime } from "#shared/domain/time/tell-local-time.ts";
import { say } from "../../bin/smoke/walk-chat.ts";
import { until } from "./until.ts";

interface Walk {
  readonly url: string;
  readonly wsUrl: string;
  /** Where Scheduler answers. */
  readonly awsUrl: string;
  /** A stage in development's mode: the person is who they say they are. */
  readonly tenant: string;
  readonly user: string;
}

interface Reminder {
  readonly id: string;
  readonly text: string;
  readonly due_at: string;
  readonly status: string;
  readonly delivery_id: string | null;
}

interface Heard {
  readonly type: string;
  readonly delivery_id: string;
  readonly reminder?: Reminder;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** None of these has daylight saving: a day on the wall is a day. */
const zones = ["Asia/Kathmandu", "Pacific/Honolulu", "Asia/Tokyo", "America/Bogota", "Africa/Lagos"];

/** Asked for in words, it fires on every device; one acknowledges, and the next day's stands. */
export async function remindEveryDay({ url, wsUrl, awsUrl, tenant, user }: Walk): Promise<void> {
  async function ask<Json>(method: string, path: string, body?: object): Promise<Json> {
    const headers = { "content-type": "application/json", "x-user-id": user };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${url}${path}?tenant_id=${tenant}`, { method, headers, ...sent });
    const text = await answer.text();
    expect(answer.ok, `${path}: ${answer.status} ${text}`).toBe(true);
    return JSON.parse(text) as Json;
  }
  async function connect() {
    const socket = new WebSocket(`${wsUrl}?tenant_id=${tenant}&user_id=${user}`);
    await once(socket, "open");
    const heard: Heard[] = [];
    socket.on("message", (data) => {
      const frame = JSON.parse(String(data));
      if (String(frame.type).startsWith("reminder.")) heard.push(frame);
    });
    const next = (type: string) => until(async () => heard.find((frame) => frame.type === type));
    return { socket, next };
  }

  const zone = zones.find((each) => isMorning(Date.now(), each)) ?? "UTC";
  await ask("PATCH", "/v1/users/me", { time_zone: zone });
  const [phone, tablet] = await Promise.all([connect(), connect()]);
  try {
    // Far enough from now for the words to be answered before.
    const dueAt = Math.ceil((Date.now() + 20_000) / minuteMs) * minuteMs;
    const time = tellLocalTime(dueAt, zone).said.slice(11);
    const wish = { id: "1", conversation_id: "wish", text: `Remind me every day at ${time} to stretch` };
    const { text } = await say(phone.socket, wish);
    expect(text).toContain(time);

    const { items } = await ask<{ items: Reminder[] }>("GET", "/v1/reminders");
    expect(items).toMatchObject([
      { text: "stretch", due_at: new Date(dueAt).toISOString(), timezone: null, status: "scheduled" },
    ]);
    const { id } = items[0]!;

    const [onPhone, onTablet] = await Promise.all([phone.next("reminder.due"), tablet.next("reminder.due")]);
    expect(onPhone).toMatchObject({
      reminder: { id, text: "stretch", due_at: new Date(dueAt).toISOString() },
    });
    expect(onTablet).toEqual(onPhone);
    expect(Date.now()).toBeGreaterThanOrEqual(dueAt);

    const { delivery_id } = onPhone;
    phone.socket.send(JSON.stringify({ type: "reminder.ack", delivery_id }));
    expect(await tablet.next("reminder.closed")).toMatchObject({ delivery_id });

    const tomorrow = dueAt + dayMs;
    expect(await ask<Reminder>("GET", `/v1/reminders/${id}`)).toMatchObject({
      due_at: new Date(tomorrow).toISOString(),
      status: "scheduled",
      delivery_id: null,
    });
    const schedule = await until(() => findSchedule(awsUrl, { reminderId: id, at: tomorrow }));
    expect(schedule).toMatchObject({
      ScheduleExpression: `at(${new Date(tomorrow - 2 * minuteMs).toISOString().slice(0, 19)})`,
      ActionAfterCompletion: "DELETE",
    });
  } finally {
    phone.socket.terminate();
    tablet.socket.terminate();
  }
}

/** "At nine" is nine in the morning, for a model as for people. */
function isMorning(instant: number, zone: string): boolean {
  const hour = Number(tellLocalTime(instant, zone).said.slice(11, 13));
  return hour >= 6 && hour < 22;
}

async function findSchedule(endpoint: string, moment: { reminderId: string; at: number }) {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new SchedulerClient({ endpoint, region: "us-east-1", credentials });
  const named = { GroupName: resourceName("local", reminderGroup), Name: scheduleName(moment) };
  return await client.send(new GetScheduleCommand(named)).catch((error: Error) => {
    if (error.name === "ResourceNotFoundException") return undefined;
    throw error;
  });
}
