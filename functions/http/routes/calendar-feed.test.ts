import { describe, expect, test } from "vitest";
import { startFakeHttp } from "#test/fakes/start-fake-http.ts";

const start = () => {
  const { ports, call } = startFakeHttp();
  const path = (userId: string) => `/v1/calendar-feed?user_id=${userId}`;
  return {
    ports,
    call,
    open: async (userId = "anna") => (await call("POST", path(userId))).json.url as string,
    look: async (userId = "anna") => (await call("GET", path(userId))).json,
    close: async (userId = "anna") => (await call("DELETE", path(userId))).status,
  };
};

describe("a calendar's address", () => {
  test("opens it for whoever has it, without credentials", async () => {
    const { call, open, look } = start();
    const url = await open();
    expect(url).toMatch(/^\/calendar\/aimi_cal_[\w-]{43}\.ics$/);
    const { status, headers, text } = await call("GET", url);
    expect([status, headers.get("content-type")]).toEqual([200, "text/calendar; charset=utf-8"]);
    expect(text).toMatch(/^BEGIN:VCALENDAR\r\n[\s\S]*END:VCALENDAR\r\n$/);
    expect(await look()).toEqual({
      ...{ exists: true, created_at: expect.any(String), last_used_at: expect.any(String) },
    });
  });

  test("is shown once, in no log, and is its person's alone", async () => {
    const { ports, call, open, look } = start();
    const url = await open();
    await call("GET", url);
    const token = url.slice(10, -4);
    expect(ports.log.lines.at(-1)).toMatchObject({ fields: { route: "/calendar/{file}", status: 200 } });
    expect(JSON.stringify(ports.log.lines)).not.toContain(token);
    expect(JSON.stringify(await look())).not.toContain(token);
    expect(await look("ben")).toEqual({ exists: false, created_at: null, last_used_at: null });
  });

  test("ends with the next, and when it is closed, of which again is the same", async () => {
    const { call, open, close } = start();
    const statusOf = async (url: string) => (await call("GET", url)).status;
    const [first, second, bens] = [await open(), await open(), await open("ben")];
    expect(await statusOf(first)).toBe(404);
    expect(await statusOf(second)).toBe(200);
    expect([await close(), await close(), await close("cleo")]).toEqual([204, 204, 204]);
    expect(await statusOf(second)).toBe(404);
    expect(await statusOf(bens)).toBe(200);
  });

  test("is not made anew by a repeat, which is told so", async () => {
    const { call } = start();
    const path = "/v1/calendar-feed?user_id=anna";
    const headers = { "idempotency-key": "k" };
    const { json } = await call("POST", path, { headers });
    const { status, text } = await call("POST", path, { headers });
    expect([status, text]).toEqual([409, expect.stringContaining("shown once")]);
    expect(text).not.toContain("aimi_cal_");
    expect((await call("GET", json.url as string)).status).toBe(200);
  });

  test.each(["nope", "nope.ics", `aimi_cal_${"a".repeat(43)}.ics`])(
    "is none that nobody was given: %.20s",
    async (file) => {
      const { status, text } = await start().call("GET", `/calendar/${file}`);
      expect(status).toBe(404);
      expect(text).not.toContain("aimi_cal_");
    },
  );
});

test("one address may read calendars six hundred times a minute", async () => {
  const { call } = startFakeHttp({ AIMI_AUTH_MODE: "strict" });
  const sourceIp = "203.0.113.9";
  const read = async () => (await call("GET", "/calendar/nope.ics", { sourceIp })).status;
  for (let times = 0; times < 600; times++) expect(await read()).toBe(404);
  expect(await read()).toBe(429);
});
