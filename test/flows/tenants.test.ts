import { describe, expect, inject, test } from "vitest";
import { tenant as tenantSchema } from "#shared/wire/http/tenants.ts";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { call, refusal, shaped } from "./call.ts";

const { url } = inject("cloud");
const address = `${url}/v1/admin/tenants`;
const create = (id: string, headers = {}) => call(address, { body: { id, name: "Acme" }, headers });
const patch = (id: string, body: unknown) => call(`${address}/${id}`, { method: "PATCH", body });

describe("a tenant", () => {
  test("begins with everything left to the defaults, once", async () => {
    const id = uniqueTenant();
    const made = shaped(tenantSchema, (await create(id)).json());
    expect(made).toMatchObject({
      id,
      name: "Acme",
      weights: { similarity: null, importance: null, decay: null },
      half_life_days: null,
      limits: { requests_per_minute: null },
      extraction: null,
      forbidden_types: [],
    });
    expect(refusal(await create(id)).code).toBe("conflict");
  });

  test("that is made again under one Idempotency-Key is answered as the first time", async () => {
    const id = uniqueTenant();
    const headers = { "idempotency-key": "once" };
    const first = await create(id, headers);
    const again = await create(id, headers);
    expect([again.status, again.json()]).toEqual([201, first.json()]);
    const other = await call(address, { body: { id, name: "Else" }, headers });
    expect(refusal(other).code).toBe("idempotency_mismatch");
  });

  test("keeps what a change leaves out, and takes defaults again for null", async () => {
    const id = uniqueTenant();
    await create(id);
    await patch(id, {
      weights: { similarity: 1, decay: 0 },
      half_life_days: 7.5,
      forbidden_types: ["health"],
    });
    const second = await patch(id, { limits: { requests_per_minute: 10 }, extraction: true });
    expect(shaped(tenantSchema, second.json())).toMatchObject({
      weights: { similarity: 1, importance: null, decay: 0 },
      half_life_days: 7.5,
      limits: { requests_per_minute: 10 },
      extraction: true,
      forbidden_types: ["health"],
    });
    const reset = {
      weights: null,
      half_life_days: null,
      limits: { requests_per_minute: null },
      forbidden_types: [],
    };
    expect((await patch(id, reset)).json()).toMatchObject({
      weights: { similarity: null, importance: null, decay: null },
      half_life_days: null,
      limits: { requests_per_minute: null },
      extraction: true,
      forbidden_types: [],
    });
  });

  test("that is named first in a change comes into being in dev mode", async () => {
    const id = uniqueTenant();
    const answer = await patch(id, { half_life_days: 3 });
    expect([answer.status, answer.json()]).toEqual([200, expect.objectContaining({ id, half_life_days: 3 })]);
  });
});

test("tenants are listed by id, page by page", async () => {
  const prefix = uniqueTenant();
  for (const end of ["c", "a", "b"]) await create(`${prefix}.${end}`);
  const seen: string[] = [];
  let cursor = "";
  do {
    const answer = await call(`${address}?limit=100${cursor}`);
    const page = answer.json() as { items: { id: string }[]; next_cursor: string | null };
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.next_cursor === null ? "" : `&cursor=${page.next_cursor}`;
  } while (cursor !== "");
  expect(seen.filter((id) => id.startsWith(prefix))).toEqual(
    ["a", "b", "c"].map((end) => `${prefix}.${end}`),
  );
  expect(seen).toContain("default");
});
