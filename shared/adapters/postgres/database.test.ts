import { afterEach, describe, expect, test } from "vitest";
import { type JsonServer, serveJson } from "#test/fakes/serve-json.ts";
import { UpstreamUnavailable } from "../../errors.ts";
import { createDatabase, type Reach } from "./database.ts";

let server: JsonServer;
afterEach(() => server.close());

async function start(answer: Parameters<typeof serveJson>[0]) {
  server = await serveJson(answer);
  const outcomes: boolean[] = [];
  const url = `postgres://app:pw@${new URL(server.url).host}/aimi?sslmode=disable`;
  const database = createDatabase({ url, onOutcome: (answered) => outcomes.push(answered) });
  const query = (reach: Reach) => database.query(reach, { text: "select 1 as one" });
  return { database, query, outcomes };
}

const rowOf = (value: string) => ({
  fields: [{ name: "one", dataTypeID: 23 }],
  rows: [[value]],
  rowCount: 1,
  command: "SELECT",
});
const result = rowOf("1");
const tenant: Reach = { scope: "tenant", tenantId: "acme" };

describe("a statement", () => {
  test.each([
    [tenant, ["tenant", "acme", "", "", "acme"], []],
    [
      { scope: "user", tenantId: "acme", userId: "anna", ownerId: "a-1" } as const,
      ["user", "acme", "anna", "a-1", ""],
      [],
    ],
    [{ scope: "system" } as const, ["system", "", "", "", ""], ["set local role aimi_system"]],
  ])("travels with the settings of %j, in one round trip", async (reach, settings, more) => {
    const { query, outcomes } = await start((body) => ({
      status: 200,
      body: { results: JSON.parse(body).queries.map(() => result) },
    }));
    expect(await query(reach)).toEqual([{ one: 1 }]);
    expect(server.requests).toHaveLength(1);
    const { queries } = JSON.parse(server.requests[0]!.body);
    expect(queries[0]).toMatchObject({ params: settings });
    expect(queries[0].query).toContain("set_config('aimi.tenant', $2, true)");
    expect(queries.slice(1).map(({ query }: { query: string }) => query)).toEqual([
      ...more,
      "select 1 as one",
    ]);
    expect(outcomes).toEqual([true]);
  });
});

test("several statements travel together, and the rows of each come back", async () => {
  const { database } = await start((body) => ({
    status: 200,
    body: { results: JSON.parse(body).queries.map((_: unknown, at: number) => rowOf(String(at))) },
  }));
  const asked = [{ text: "select 1 as one" }, { text: "select $1::int as one", values: [2] }];
  expect(await database.queryAll(tenant, asked)).toEqual([[{ one: 1 }], [{ one: 2 }]]);
  expect(server.requests).toHaveLength(1);
  const { queries } = JSON.parse(server.requests[0]!.body);
  expect(queries.slice(1)).toMatchObject([{ query: "select 1 as one" }, { params: ["2"] }]);
});

describe("an error", () => {
  test.each(["23505", "42P01", "22P02"])(
    "%s is what Postgres says of a statement: ours to mend",
    async (code) => {
      const { query, outcomes } = await start(() => ({ status: 400, body: { code, message: "no" } }));
      const error = await query(tenant).catch((caught: unknown) => caught);
      expect(error).not.toBeInstanceOf(UpstreamUnavailable);
      expect(error).toMatchObject({ code });
      expect(outcomes).toEqual([true]);
    },
  );

  test.each(["08006", "53300", "57P01"])("%s is a server that is going or full", async (code) => {
    const { query, outcomes } = await start(() => ({ status: 400, body: { code, message: "no" } }));
    await expect(query(tenant)).rejects.toThrow(UpstreamUnavailable);
    expect(outcomes).toEqual([false]);
  });

  test.each([
    [1, [{ one: 1 }]],
    [2, undefined],
  ])("23503 is a race that an erasure won: asked once more, and %i times is enough", async (losses, rows) => {
    const { query, outcomes } = await start((body) =>
      server.requests.length <= losses
        ? { status: 400, body: { code: "23503", message: "gone" } }
        : { status: 200, body: { results: JSON.parse(body).queries.map(() => result) } },
    );
    if (rows) expect(await query(tenant)).toEqual(rows);
    else await expect(query(tenant)).rejects.toThrow(UpstreamUnavailable);
    expect(server.requests).toHaveLength(2);
    expect(outcomes).toEqual([true]);
  });

  test("of a proxy in between is a fault of the day", async () => {
    const { query, outcomes } = await start(() => ({ status: 502, body: "bad gateway" }));
    await expect(query(tenant)).rejects.toThrow(UpstreamUnavailable);
    expect(outcomes).toEqual([false]);
  });

  test("for want of a server is a fault of the day", async () => {
    const { query, outcomes } = await start(() => "silence");
    await server.close();
    server = await serveJson(() => "silence");
    await expect(query(tenant)).rejects.toThrow(UpstreamUnavailable);
    expect(outcomes).toEqual([false]);
  });
});
