import { describe, expect, inject, test } from "vitest";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { call, queryString, refusal } from "./call.ts";

const { url } = inject("cloud");

interface State {
  version: number;
  updated_at: string | null;
  profile: { id: string; text: string; type: string }[];
  preferences: object[];
}

function start() {
  const tenant = uniqueTenant();
  const at = (user: string) => `${url}/v1/user-state?${queryString({ tenant_id: tenant, user_id: user })}`;
  return {
    tenant,
    read: async (user = "anna") => (await call(at(user))).json() as State,
    tagOf: async () => (await fetch(at("anna"))).headers.get("etag"),
    change: (body: object, tag?: string) =>
      call(at("anna"), { method: "PATCH", body, headers: tag === undefined ? {} : { "if-match": tag } }),
  };
}

describe("the state of a person", () => {
  test("is set part by part, and what is said again keeps its id", async () => {
    const { read, change } = start();
    const empty = { profile: [], working_on: [], preferences: [], open_threads: [] };
    expect(await read()).toEqual({ version: 0, updated_at: null, ...empty });
    const profile = ["Lives in Berlin.", { text: "Works nights.", type: "professional" }];
    const first = (await change({ profile })).json() as State;
    const line = { id: expect.any(String), written_by: "client", source_message_ids: [] };
    const created_at = expect.any(String);
    expect(first).toEqual({
      ...{ version: 1, updated_at: expect.any(String), ...empty },
      profile: [
        { ...line, created_at, text: "Lives in Berlin.", type: "fact" },
        { ...line, created_at, text: "Works nights.", type: "professional" },
      ],
    });
    const second = (
      await change({ preferences: ["Short answers."], profile: profile.slice(1) })
    ).json() as State;
    expect([second.version, second.profile, second.preferences.length]).toEqual([2, [first.profile[1]], 1]);
    expect(await read()).toEqual(second);
    expect((await read("ben")).version).toBe(0);
  });

  test("is not overwritten by whoever has read another version", async () => {
    const { tagOf, change, read } = start();
    expect(await tagOf()).toBe('"0"');
    expect((await change({ profile: ["a"] }, '"0"')).status).toBe(200);
    for (const tag of ['"0"', '"7"', 'W/"1"', "nonsense"]) {
      const refused = await change({ profile: ["b"] }, tag);
      expect([refused.status, refusal(refused).code]).toEqual([412, "precondition_failed"]);
    }
    expect(await tagOf()).toBe('"1"');
    expect((await change({ profile: ["b"] }, '"1"')).status).toBe(200);
    expect((await change({ profile: ["c"] }, "*")).status).toBe(200);
    expect((await read()).profile).toMatchObject([{ text: "c" }]);
  });

  test("is bounded, and says nothing twice", async () => {
    const { change } = start();
    const many = Array.from({ length: 13 }, (_, at) => `line ${at}`);
    for (const profile of [many, ["x".repeat(281)], ["a", { text: "a" }], [""]]) {
      expect((await change({ profile })).status).toBe(400);
    }
    expect((await change({})).status).toBe(400);
    expect((await change({ profile: many.slice(0, 12) })).status).toBe(200);
  });

  test("goes along with its person's export", async () => {
    const { change, tenant } = start();
    await change({ profile: ["Lives in Berlin."] });
    await change({ profile: ["Lives in Bern."] });
    const query = queryString({ tenant_id: tenant, user_id: "anna" });
    const lines = (await call(`${url}/v1/users/me/export?${query}`)).text.trim().split("\n");
    const records = lines.map((line) => JSON.parse(line)).filter(({ kind }) => kind === "user_state_line");
    expect(records).toMatchObject([
      { text: "Lives in Berlin.", since_version: 1, until_version: 2 },
      { text: "Lives in Bern.", since_version: 2, until_version: null },
    ]);
  });
});
