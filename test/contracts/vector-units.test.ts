import fc from "fast-check";
import { describe, expect, inject, test } from "vitest";
import { toUnits } from "#shared/adapters/postgres/to-units.ts";
import { askAs } from "./ask-as.ts";

const url = inject("databaseUrl");

/** A vector as Postgres reads it from fractions, and from units. */
async function readBoth(vectors: readonly (readonly number[])[]) {
  return await askAs<{ fractions: string; units: string }>(
    url,
    {},
    `select fractions::halfvec::text as fractions, aimi_from_units(units::int[])::text as units
     from unnest($1::text[], $2::text[]) as given (fractions, units)`,
    [vectors.map((vector) => JSON.stringify([...new Float16Array(vector)])), vectors.map(toUnits)],
  );
}

describe("a vector in whole units", () => {
  test("is read as the same halves as its fractions", async () => {
    const number = fc.double({ min: -127, max: 127, noNaN: true }).map((given) => given + 0);
    const vector = fc.array(number, { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(fc.array(vector, { minLength: 50, maxLength: 50 }), async (vectors) => {
        for (const { fractions, units } of await readBoth(vectors)) {
          expect(units).toBe(fractions.replaceAll("-0,", "0,").replace("-0]", "0]"));
        }
      }),
      { numRuns: 10 },
    );
  });

  test("is as near to others where it was too long for its units", async () => {
    const long = [3_000, -500, 0.25, 1];
    const rows = await askAs<{ distance: number }>(
      url,
      {},
      "select aimi_from_units($1::int[]) <=> $2::halfvec as distance",
      [toUnits(long), JSON.stringify(long)],
    );
    expect(rows[0]!.distance).toBeLessThan(1e-6);
  });

  test("that is none is none", async () => {
    expect(await askAs(url, {}, "select aimi_from_units(null) as vector")).toEqual([{ vector: null }]);
  });
});
