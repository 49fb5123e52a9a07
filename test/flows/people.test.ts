import { describe, expect, inject, test } from "vitest";
import * as z from "zod";
import { auditEntry } from "#shared/wire/http/audit.ts";
import { consent } from "#shared/wire/http/consents.ts";
import { pushDevice } from "#shared/wire/http/push-devices.ts";
import { tenantUser } from "#shared/wire/http/tenant-users.ts";
import { user } from "#shared/wire/http/users.ts";
import { type Answer, call, queryString, refusal, shaped } from "./call.ts";
import { memoryClient } from "./memory-client.ts";
import { rowsOf } from "./rows.ts";
import { signIn } from "./sign-in-client.ts";

const { url, environment } = inject("cloud");
const rows = rowsOf(environment);
const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable() });

/** A tenant, and calls of its people. */
function start() {
  const memory = memoryClient(url);
  const { tenant } = memory;
  const ask = (user_id: string, method: string, path: string, body?: object) =>
    call(`${url}${path}${path.includes("?") ? "&" : "?"}${queryString({ tenant_id: tenant, user_id })}`, {
      method,
      ...(body && { body }),
    });
  const administer = (method: string, path: string, body?: object) =>
    call(`${url}/v1/admin${path}?tenant_id=${tenant}`, { method, ...(body && { body }) });
  return { memory, tenant, ask, administer };
}

describe("a person", () => {
  test("says who they are, and nobody else reads it", async () => {
    const { tenant, ask } = start();
    const change = {
      name: "Anna",
      locale: "DE-ch",
      time_zone: "Europe/Zurich",
      preferences: { tone: "kind" },
      quiet_hours: { from: "22:00", to: "07:30" },
    };
    const changed = await ask("anna", "PATCH", "/v1/users/me", change);
    expect(changed.status, changed.text).toBe(200);
    expect(shaped(user, changed.json())).toMatchObject({
      ...change,
      id: "anna",
      tenant_id: tenant,
      locale: "de-CH",
    });
    const cleared = await ask("anna", "PATCH", "/v1/users/me", { name: null });
    expect(cleared.json()).toMatchObject({ name: null, time_zone: "Europe/Zurich" });
    const other = shaped(user, (await ask("ben", "GET", "/v1/users/me")).json());
    expect(other).toMatchObject({ id: "ben", name: null, preferences: {} });
  });

  test.each([
    ["locale", "not a locale"],
    ["locale", "x".repeat(65)],
    ["time_zone", "Mars/Olympus"],
    ["time_zone", "+01:00"],
    ["time_zone", ""],
    ["preferences", { a: "x".repeat(16_384) }],
    ["name", ""],
    ["quiet_hours", { from: "22:00", to: "22:00" }],
    ["quiet_hours.to", { from: "22:00" }],
    ["quiet_hours.from", { from: "24:00", to: "07:00" }],
  ])("does not say %s %j", async (field, value) => {
    const answer = await start().ask("anna", "PATCH", "/v1/users/me", { [field.split(".")[0]!]: value });
    expect([answer.status, refusal(answer).details?.[0]?.path]).toEqual([400, field]);
  });

  test("who is nobody yet is developed as dev-user, and a key needs to say who", async () => {
    const { tenant } = start();
    const answer = await call(`${url}/v1/users/me?tenant_id=${tenant}`);
    expect(answer.json()).toMatchObject({ id: "dev-user" });
  });

  test("registers where they are reached, once a token, and takes it from another", async () => {
    const { ask } = start();
    const draft = { token: "AB".repeat(32), platform: "apns", name: "phone" };
    const register = (who: string) => ask(who, "POST", "/v1/users/me/devices", draft);
    const first = await register("anna");
    expect([first.status, first.text.includes("abab")]).toEqual([201, false]);
    const { id } = shaped(pushDevice, first.json());
    expect((await register("anna")).json()).toMatchObject({ id, environment: "production" });
    const listOf = async (who: string) =>
      shaped(page(pushDevice), (await ask(who, "GET", "/v1/users/me/devices")).json()).items.map(
        (each) => each.id,
      );
    expect(await listOf("anna")).toEqual([id]);
    const { id: bens } = (await register("ben")).json() as { id: string };
    expect([await listOf("anna"), await listOf("ben")]).toEqual([[], [bens]]);
    const remove = (who: string) => ask(who, "DELETE", `/v1/users/me/devices/${bens}`);
    expect([(await remove("anna")).status, (await remove("ben")).status]).toEqual([404, 204]);
  });

  test("allows, takes back, and sees both", async () => {
    const { ask } = start();
    const put = (type: string, granted: boolean) =>
      ask("anna", "PUT", `/v1/users/me/consents/${type}`, { granted, document: "v1" });
    expect(shaped(consent, (await put("health", true)).json())).toMatchObject({
      granted: true,
      is_current: true,
    });
    await put("health", false);
    await put("personal", true);
    const { items } = shaped(page(consent), (await ask("anna", "GET", "/v1/users/me/consents")).json());
    expect(items.map(({ type, granted, is_current }) => [type, granted, is_current])).toEqual([
      ["personal", true, true],
      ["health", false, true],
      ["health", true, false],
    ]);
    expect((await put("wealth", true)).status).toBe(400);
  });
});

describe("administrators", () => {
  test("list users with what they have, and see what was done", async () => {
    const { memory, ask, administer } = start();
    await memory.write({ content: "hello", user_id: "anna" });
    await memory.remember({ content: "says hello", user_id: "anna" });
    await ask("ben", "PUT", "/v1/users/me/consents/health", { granted: true });
    const users = shaped(page(tenantUser), (await administer("GET", "/users")).json()).items;
    expect(users).toMatchObject([
      { id: "anna", conversations: 1, messages: 1, memories: 1, disabled: false },
      { id: "ben", conversations: 0, messages: 0, memories: 0 },
    ]);
    const entries = shaped(page(auditEntry), (await administer("GET", "/audit")).json()).items;
    expect(entries).toMatchObject([{ action: "consent.granted", user_id: "ben", subject: "health" }]);
    expect((await administer("GET", "/sessions")).json()).toEqual({ items: [], next_cursor: null });
  });

  test("see one user's alone where they name one", async () => {
    const { tenant, ask, administer } = start();
    for (const who of ["anna", "ben"]) {
      await signIn(url, { tenant_id: tenant, user_id: who });
      await ask(who, "PUT", "/v1/users/me/consents/health", { granted: true });
    }
    for (const path of ["/users", "/sessions", "/audit"]) {
      const itemsOf = (answer: Answer) =>
        (answer.json() as { items: { id: string; user_id?: string }[] }).items;
      const annas = itemsOf(await ask("anna", "GET", `/v1/admin${path}`));
      const names = annas.map(({ id, user_id }) => user_id ?? id);
      expect([path, ...new Set(names)]).toEqual([path, "anna"]);
      expect(itemsOf(await administer("GET", path))).toHaveLength(names.length * 2);
      expect(itemsOf(await ask("nobody", "GET", `/v1/admin${path}`))).toEqual([]);
    }
  });

  test("find their own acts in the audit log: keys, settings and policies", async () => {
    const { tenant, administer } = start();
    await call(`${url}/v1/admin/tenants`, { body: { id: tenant, name: "A tenant" } });
    const made = await administer("POST", "/api-keys", { name: "a key", scopes: ["chat"] });
    const { id, key } = made.json() as { id: string; key: string };
    for (let again = 0; again < 2; again++) await administer("DELETE", `/api-keys/${id}`);
    await administer("PATCH", `/tenants/${tenant}`, { half_life_days: 7 });
    await administer("PUT", `/retention/policies/${tenant}`, { enabled: false });
    await administer("POST", "/reembed", { tenant_id: tenant });
    const answer = await administer("GET", "/audit");
    const { items } = shaped(page(auditEntry), answer.json());
    expect(items.map(({ action }) => action).toReversed()).toEqual([
      "tenant.created",
      "api_key.created",
      "api_key.revoked",
      "tenant.changed",
      "retention_policy.set",
      "reembedding.begun",
    ]);
    expect(items.every(({ actor_id }) => actor_id === "dev")).toBe(true);
    expect(items.filter(({ subject }) => subject === id)).toHaveLength(2);
    expect(answer.text).not.toContain(key);
  });

  test("shut a user out within seconds, and let them in again", async () => {
    const { memory, ask, administer } = start();
    await memory.write({ content: "hello", user_id: "anna" });
    const disable = (disabled: boolean, id = "anna") => administer("PATCH", `/users/${id}`, { disabled });
    expect((await disable(true)).json()).toMatchObject({ disabled: true });
    const audit = await administer("GET", "/audit");
    expect(audit.text).toContain("user.disabled");
    expect((await disable(false)).json()).toMatchObject({ disabled: false, disabled_at: null });
    expect((await ask("anna", "GET", "/v1/users/me")).status).toBe(200);
    expect((await disable(true, "nobody")).status).toBe(404);
    expect((await administer("DELETE", "/users/nobody")).status).toBe(404);
  });
});

describe("an export", () => {
  const exportOf = async (tenant: string, user_id: string, from = url) => {
    const answer = await call(`${from}/v1/users/me/export?${queryString({ tenant_id: tenant, user_id })}`);
    expect(answer.status, answer.text.slice(0, 500)).toBe(200);
    expect(answer.headers.get("content-type")).toMatch(/^application\/x-ndjson/);
    expect(answer.headers.get("content-disposition")).toMatch(
      /^attachment; filename="aimi-export-[\d-]+\.jsonl"$/,
    );
    const lines = answer.text.trimEnd().split("\n");
    return { text: answer.text, records: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
  };

  test("tells everything of the person, and nothing of another", async () => {
    const { memory, tenant, ask } = start();
    await ask("anna", "PATCH", "/v1/users/me", { name: "Anna" });
    await ask("anna", "PUT", "/v1/users/me/consents/health", { granted: true });
    await ask("anna", "POST", "/v1/users/me/devices", { token: "cd".repeat(32), platform: "apns" });
    const said = await memory.write({
      content: "I like cedar",
      user_id: "anna",
      created_at: "2021-03-05T06:07:08.009Z",
    });
    const believed = await memory.remember({
      content: "likes cedar",
      user_id: "anna",
      source_message_ids: [said.id],
    });
    await memory.send(`/v1/memories/${believed.id}/feedback`, { useful: true, user_id: "anna" });
    await memory.write({ content: "a secret of ben", user_id: "ben" });
    const { text, records } = await exportOf(tenant, "anna");
    expect(records.map(({ kind }) => kind)).toEqual([
      "profile",
      "consent",
      "push_device",
      "conversation",
      "message",
      "memory",
      "audit",
      "audit",
      "end",
    ]);
    const of = (kind: string) => records.find((record) => record.kind === kind);
    expect(of("profile")).toMatchObject({ id: "anna", name: "Anna" });
    expect(of("message")).toMatchObject({
      id: said.id,
      conversation_id: "conversation",
      content: "I like cedar",
      created_at: "2021-03-05T06:07:08.009Z",
      archived_at: null,
    });
    const versions = [
      { version: 1, reason: "created", content: "likes cedar" },
      { version: 2, reason: "feedback", content: "likes cedar" },
    ];
    expect(of("memory")).toMatchObject({ id: believed.id, source_message_ids: [said.id], versions });
    expect(of("end")).toEqual({ kind: "end", records: records.length - 1 });
    expect(text).not.toContain("cdcd");
    expect(text).not.toContain("secret of ben");
  });

  test("of thousands of messages comes whole, in order", async () => {
    const { memory, tenant } = start();
    const from = Date.UTC(2025, 0, 1);
    for (let batch = 0; batch < 25; batch++) {
      const drafts = Array.from({ length: 100 }, (_, at) => ({
        content: `said ${batch * 100 + at}`,
        created_at: new Date(from + (batch * 100 + at) * 1_000).toISOString(),
      }));
      await memory.writeAll(drafts, { user_id: "anna" });
    }
    const { records } = await exportOf(tenant, "anna");
    const contents = records.filter(({ kind }) => kind === "message").map(({ content }) => content);
    expect(contents).toEqual(Array.from({ length: 2_500 }, (_, at) => `said ${at}`));
    expect(await rows.count(tenant)).toMatchObject({ messages: 2_500 });
  });

  test("of a tenant that is not there is refused before anything is sent", async () => {
    const headers = { "x-user-id": "anna" };
    const answer = await call(`${url}/v1/users/me/export?user_id=ben`, { headers });
    expect([answer.status, refusal(answer).code]).toEqual([403, "forbidden"]);
  });
});
