import { expect, test } from "vitest";
import { startFakeHttp } from "#test/fakes/start-fake-http.ts";

test("what turns took is told by day and model, in dollars and all together", async () => {
  const { ports, call } = startFakeHttp();
  const asked: object[] = [];
  ports.usage.list = async (given) => {
    asked.push(given);
    const figures = { turns: 2, promptTokens: 1_000, completionTokens: 200, costMicros: 1_250 };
    return ["2026-01-31", "2026-01-30"].map((day) => ({ day, model: "m", ...figures }));
  };
  const { status, json } = await call("GET", "/v1/admin/usage?tenant_id=acme&from=2026-01-30&to=2026-01-31");
  expect(status).toBe(200);
  const figures = { turns: 2, prompt_tokens: 1_000, completion_tokens: 200, total_tokens: 1_200 };
  expect(json.items).toEqual([
    { day: "2026-01-31", model: "m", ...figures, cost_usd: 0.00125 },
    { day: "2026-01-30", model: "m", ...figures, cost_usd: 0.00125 },
  ]);
  expect(json.total).toEqual({
    ...{ turns: 4, prompt_tokens: 2_000, completion_tokens: 400, total_tokens: 2_400 },
    cost_usd: 0.0025,
  });
  expect(asked).toEqual([{ tenantId: "acme", from: "2026-01-30", to: "2026-01-31" }]);
});

test.each(["0000-01-01", "1899-12-31"])("a day that no usage can be of is refused: %s", async (day) => {
  const { call } = startFakeHttp();
  const { status, json } = await call("GET", `/v1/admin/usage?tenant_id=acme&from=${day}`);
  expect(status).toBe(400);
  expect(json.error.details).toEqual([{ path: "from", message: "must not lie before 1900" }]);
});
