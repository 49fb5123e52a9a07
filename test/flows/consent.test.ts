import { expect, inject, test } from "vitest";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { call, queryString } from "./call.ts";
import { doneOf, openChat } from "./chat-client.ts";

const { url, wsUrl } = inject("cloud");

test("what a person takes back is used in no conversation, is theirs to read, and is used again once allowed anew", async () => {
  const tenant = uniqueTenant();
  const client = await openChat(wsUrl, { tenant });
  const query = queryString({ tenant_id: tenant, user_id: "anna" });
  const at = (path: string) => `${url}/v1/${path}${path.includes("?") ? "&" : "?"}${query}`;
  const allow = async (granted: boolean) => {
    const body = { granted };
    expect((await call(at("users/me/consents/health"), { method: "PUT", body })).status).toBe(200);
  };
  const kept = async () => {
    const memories = (await call(at("memories?type=health"))).json() as {
      items: { content: string; status: string }[];
    };
    const { profile } = (await call(at("user-state"))).json() as { profile: { text: string }[] };
    return [
      ...memories.items.filter(({ status }) => status === "active").map(({ content }) => content),
      ...profile.map(({ text }) => text),
    ];
  };
  const both = ["The user has diabetes.", "The user has diabetes."];

  await allow(true);
  await client.say("I have diabetes.", { conversation_id: "told" });
  await call(at("conversations/told/summarize?wait=true"), { body: {} });
  await expect.poll(kept, { timeout: 30_000 }).toEqual(both);
  const asked = "Do I have diabetes?";
  expect((await client.say(asked, { conversation_id: "asked" })).text).toContain("you have diabetes");

  await allow(false);
  for (const conversation_id of ["told", "other"]) {
    const heard = await client.say(asked, { conversation_id });
    expect(heard.text).not.toContain("you have diabetes");
    const used = doneOf(heard).memories.map(({ content }) => content);
    expect(used.filter((text) => /diabetes/i.test(text) && text !== asked)).toEqual([]);
  }
  const looked = await client.say("Search your memory for diabetes", { conversation_id: "looked" });
  expect(JSON.stringify(looked.frames)).not.toMatch(/(?:I|user) (?:have|has) diabetes\./);
  expect(await kept()).toEqual(both);

  await allow(true);
  expect((await client.say(asked, { conversation_id: "again" })).text).toContain("you have diabetes");
  await client.close();
});
