import { expect, test } from "vitest";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { call, refusal } from "./call.ts";
import { doneOf, openChat } from "./chat-client.ts";
import { startOwnCloud } from "./own-cloud.ts";

const { url, wsUrl } = await startOwnCloud({
  settings: { AIMI_RATE_LIMIT_PER_MINUTE: "3", AIMI_TENANT_DAILY_TOKENS: "1" },
});

/** So that no minute begins between a limit that is reached and one that is passed. */
async function earlyInTheMinute(): Promise<void> {
  await expect.poll(() => new Date().getSeconds() < 45, { timeout: 20_000, interval: 100 }).toBe(true);
}

test("a person may send so many messages a minute, by whichever door, and another person as many again", async () => {
  await earlyInTheMinute();
  const tenant = uniqueTenant();
  const client = await openChat(wsUrl, { tenant });
  for (let n = 0; n < 3; n++) await client.say("Hello");
  client.send({ type: "chat.send", id: "one-too-many", text: "Hello" });
  expect(await client.next()).toMatchObject({
    type: "chat.error",
    id: "one-too-many",
    error: { code: "rate_limited" },
  });
  const chat = (user: string) =>
    call(`${url}/v1/chat?tenant_id=${tenant}&user_id=${user}`, { body: { message: "Hello" } });
  const refused = await chat("anna");
  expect(refused.status).toBe(429);
  expect(refusal(refused).code).toBe("rate_limited");
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(refused.headers.get("ratelimit-remaining")).toBe("0");
  expect((await chat("ben")).status).toBe(200);
  await client.close();
});

test("a tenant that has spent its tokens of the day is told so until tomorrow, and what was said is kept", async () => {
  const tenant = uniqueTenant();
  const client = await openChat(wsUrl, { tenant });
  doneOf(await client.say("Hello", { conversation_id: "c1" }));
  const spent = await client.say("Hello again", { conversation_id: "c1" });
  expect(spent.ending).toMatchObject({ type: "chat.error", error: { code: "rate_limited" } });
  const { items } = (await call(`${url}/v1/admin/usage?tenant_id=${tenant}`)).json() as {
    items: { turns: number; total_tokens: number }[];
  };
  expect(items).toMatchObject([{ turns: 1, total_tokens: expect.any(Number) }]);
  const kept = await call(`${url}/v1/conversations/c1/messages?tenant_id=${tenant}&user_id=anna`);
  expect(kept.json()).toMatchObject({
    items: [{ role: "user" }, { role: "assistant" }, { role: "user", content: "Hello again" }],
  });
  await client.close();
});
