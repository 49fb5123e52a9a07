import { afterEach, describe, expect, test } from "vitest";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { call } from "./call.ts";
import { type ChatClient, doneOf, openChat } from "./chat-client.ts";
import { startOwnCloud } from "./own-cloud.ts";

const { url, wsUrl, model } = await startOwnCloud();
model.pace(1);
const opened: ChatClient[] = [];

async function open() {
  const tenant = uniqueTenant();
  const client = await openChat(wsUrl, { tenant });
  opened.push(client);
  return { client, tenant };
}
afterEach(async () => {
  model.disturb("pass");
  for (const client of opened.splice(0)) await client.close();
});

describe("a provider", () => {
  test.each(["fail", "rate-limit", "nonsense", "cut"] as const)(
    "that does '%s' ends the turn with an error, the message is kept, and the same id runs again once it is well",
    async (how) => {
      const { client, tenant } = await open();
      model.disturb(how);
      const failed = await client.say("Tell me a long story", { id: "story", conversation_id: "tales" });
      expect(failed.ending).toMatchObject({ type: "chat.error", error: { code: "upstream_unavailable" } });
      model.disturb("pass");
      const again = await client.say("Tell me a long story", { id: "story", conversation_id: "tales" });
      expect(again.accepted.turn_id).toBe(failed.accepted.turn_id);
      expect(doneOf(again).text?.length).toBeGreaterThan(1_000);
      const kept = await call(`${url}/v1/conversations/tales/messages?tenant_id=${tenant}&user_id=anna`);
      const { items } = kept.json() as {
        items: { role: string; status: string; client_message_id?: string }[];
      };
      expect(items.filter(({ role }) => role === "user")).toMatchObject([{ client_message_id: "story" }]);
      expect(items.at(-1)).toMatchObject({ role: "assistant", status: "complete" });
    },
    60_000,
  );
});
