import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { tellLocalTime } from "#shared/domain/time/tell-local-time.ts";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { call } from "./call.ts";
import { type ChatClient, type Heard, openChat } from "./chat-client.ts";

const { url, wsUrl, environment } = inject("cloud");
const database = createDatabase({ url: environment.DATABASE_URL! });
const zone = "Pacific/Auckland";
const dayMs = 86_400_000;

let client: ChatClient;
let who: string;
let tenantId: string;
beforeEach(async () => {
  tenantId = uniqueTenant();
  who = `tenant_id=${tenantId}&user_id=anna`;
  client = await openChat(wsUrl, { tenant: tenantId });
  const body = { time_zone: zone };
  const moved = await call(`${url}/v1/users/me?${who}`, { method: "PATCH", body });
  expect([moved.status, moved.text]).toEqual([200, expect.stringContaining(zone)]);
});
afterEach(async () => {
  if (client.isOpen()) await client.close();
});

type Shown = Readonly<Record<string, unknown>> & { readonly id: string };

const toolsOf = ({ frames }: Heard) => frames.flatMap((frame) => (frame.type === "chat.tool" ? [frame] : []));

async function list(things: string): Promise<readonly Shown[]> {
  const answer = await call(`${url}/v1/${things}?${who}`, { method: "GET" });
  expect(answer.status).toBe(200);
  return JSON.parse(answer.text).items;
}

/** What stands, in the store itself. */
async function reminders() {
  const text = "select id, due_at, status from reminders";
  const rows = await database.query<{ id: string; due_at: Date; status: string }>(
    { scope: "tenant", tenantId },
    { text },
  );
  return rows.map(({ due_at, ...row }) => ({ ...row, at: tellLocalTime(due_at.getTime(), zone).said }));
}

describe("in plain words", () => {
  test("a goal and its task are kept, told in the next turn, and done", async () => {
    await client.say("My goal is to run 10k");
    expect(await list("goals")).toMatchObject([
      { title: expect.stringMatching(/run 10k/i), status: "active" },
    ]);
    await client.say("Add a task to file the tax form today");
    const heard = await client.say("How am I doing?", { conversation_id: "another" });
    expect(heard.text).toMatch(/run 10k/i);
    expect(heard.text).toContain("One task is due today");
    await client.say("Done with the tax form");
    expect(await list("tasks")).toMatchObject([{ status: "done" }]);
  });

  test("a reminder stands at the right instant of the person's zone, is put off and cancelled", async () => {
    const [tool] = toolsOf(await client.say("Remind me tomorrow at 8 to stretch"));
    const tomorrow = tellLocalTime(Date.now() + dayMs, zone).said.slice(0, 10);
    expect(tool).toMatchObject({
      name: "set_reminder",
      result: { reminder: { text: "stretch", at: expect.stringContaining(`${tomorrow}T08:00`) } },
    });
    const [reminder] = await reminders();
    expect(reminder).toMatchObject({ at: `${tomorrow}T08:00`, status: "scheduled" });
    const [snoozed] = toolsOf(await client.say("Snooze the reminder to stretch for 20 minutes")).slice(-1);
    expect(snoozed).toMatchObject({ name: "snooze_reminder", result: { reminder: { id: reminder!.id } } });
    await client.say("Cancel the reminder to stretch");
    expect(await reminders()).toMatchObject([{ id: reminder!.id, status: "cancelled" }]);
  });

  test("nothing is deleted before the person has said yes", async () => {
    await client.say("My goal is to run 10k");
    const here = { conversation_id: "home" };
    const asked = await client.say("Delete the goal to run 10k", here);
    expect(toolsOf(asked).at(-1)).toMatchObject({
      name: "delete_item",
      result: { needs_confirmation: true },
    });
    expect(await list("goals")).toHaveLength(1);
    const answered = await client.say("Yes", here);
    expect(toolsOf(answered).at(-1)).toMatchObject({ name: "delete_item", result: { deleted: true } });
    expect(await list("goals")).toEqual([]);
  });
});
