import { describe, expect, test } from "vitest";
import { startFakeHttp } from "#test/fakes/start-fake-http.ts";
import { readMetrics } from "#test/prometheus/read-metrics.ts";

type Http = ReturnType<typeof startFakeHttp>;
const key = "an-operator-key-of-a-test";

async function scrape({ call }: Http) {
  const { status, text } = await call("GET", "/metrics");
  expect([status, text]).toEqual([200, expect.any(String)]);
  return readMetrics(text);
}

describe("the metrics", () => {
  test("count requests by their route, however they went, and never by their path", async () => {
    const http = startFakeHttp();
    const id = "01890a5d-ac96-774b-bcce-b302099a8057";
    await http.call("GET", `/v1/messages/${id}`);
    await http.call("GET", `/v1/messages/${id}?tenant_id=acme`);
    await http.call("GET", "/nobody/knows/it");
    await http.call("DELETE", "/v1/memory/search");
    await http.call("BREW", "/coffee");
    const { families, requests } = await scrape(http);
    expect(requests({ method: "GET", route: "/v1/messages/{id}", status: "404" })).toBe(2);
    expect(requests({ method: "GET", route: "none", status: "404" })).toBe(1);
    expect(requests({ method: "DELETE", route: "none", status: "405" })).toBe(1);
    expect(requests({ method: "other", route: "none", status: "404" })).toBe(1);
    expect(JSON.stringify([...families])).not.toMatch(/coffee|knows|01890a5d|acme/);
  });

  test("are told as Prometheus wants them", async () => {
    const { headers } = await startFakeHttp().call("GET", "/metrics");
    expect(headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  });

  test("say what runs, and how the queues stand, but for one that is silent", async () => {
    const http = startFakeHttp({ AIMI_VERSION: "1.2.3" });
    http.ports.queueProbe.depthOf.set("memory-jobs", { waiting: 3, inFlight: 2, dead: 1 });
    http.ports.queueProbe.depthOf.set("silent", null);
    const { families, find } = await scrape(http);
    expect(find("aimi_build_info", { version: "1.2.3", environment: "local" })).toBe(1);
    const queue = "memory-jobs";
    expect(
      ["waiting", "in_flight", "dead"].map((state) => find("aimi_queue_messages", { queue, state })),
    ).toEqual([3, 2, 1]);
    expect(families.get("aimi_queue_messages")?.samples).toHaveLength(3);
  });

  test("are one call to Redis, which hands on what this instance has counted", async () => {
    const http = startFakeHttp();
    http.ports.clock.advance(60_000);
    await scrape(http);
    http.ports.clock.advance(60_000);
    await scrape(http);
    const { requests } = await scrape(http);
    expect(http.ports.totals.calls).toHaveLength(3);
    expect(http.ports.databaseProbe.asked).toBe(0);
    expect(requests({ method: "GET", route: "/metrics", status: "200" })).toBe(2);
  });

  test("are not half told where Redis is away, and nothing that was counted is lost", async () => {
    const http = startFakeHttp();
    await http.call("GET", "/health");
    http.ports.totals.failing = true;
    expect(await http.call("GET", "/metrics")).toMatchObject({
      status: 503,
      json: { error: { code: "upstream_unavailable" } },
    });
    http.ports.totals.failing = false;
    const { requests } = await scrape(http);
    expect(requests({ method: "GET", route: "/health", status: "200" })).toBe(1);
    expect(requests({ method: "GET", route: "/metrics", status: "503" })).toBe(1);
  });
});

describe("counts that no call took along", () => {
  test("go beside a request that comes half a minute later, whether it goes well or not", async () => {
    const { call, ports } = startFakeHttp();
    const read = () => call("GET", "/v1/messages/01890a5d-ac96-774b-bcce-b302099a8057");
    await read();
    ports.clock.advance(29_000);
    await read();
    expect(ports.totals.calls).toEqual([]);
    ports.clock.advance(1_000);
    expect((await read()).status).toBe(404);
    const route = ["http_request_duration_seconds", "GET", "/v1/messages/{id}", "404"];
    const handedOn = Object.entries(ports.totals.calls[0]!.added).filter(([field]) => !field.includes("sum"));
    expect(handedOn.reduce((sum, [, count]) => sum + count, 0)).toBe(2);
    for (const [field] of handedOn) expect(JSON.parse(field).slice(0, 4)).toEqual(route);
    await read();
    expect(ports.totals.calls).toHaveLength(1);
  });

  test("are none where a write knocks at the front door anyway", async () => {
    const { call, ports } = startFakeHttp();
    await call("GET", "/health");
    ports.clock.advance(60_000);
    const body = { conversation_id: "c", role: "user", content: "hello" };
    await call("POST", "/v1/messages", { body });
    expect(ports.totals.calls).toEqual([]);
    expect(Object.keys(ports.gate.knocks[0]!.counts.added)).toHaveLength(2);
  });
});

describe("in strict mode", () => {
  const strict = { AIMI_AUTH_MODE: "strict", AIMI_API_KEYS: key };

  test("an operator may read them, and nobody else", async () => {
    const { call } = startFakeHttp(strict);
    expect((await call("GET", "/metrics")).status).toBe(401);
    expect((await call("GET", "/metrics", { headers: { "x-api-key": key } })).status).toBe(200);
  });

  test("everybody may where the setting says so", async () => {
    const { call } = startFakeHttp({ ...strict, AIMI_METRICS_OPEN: "true" });
    expect((await call("GET", "/metrics")).status).toBe(200);
    expect((await call("GET", "/v1/admin/tenants")).status).toBe(401);
  });
});
