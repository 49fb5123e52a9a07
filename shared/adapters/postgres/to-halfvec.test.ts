import fc from "fast-check";
import { fromSql } from "pgvector";
import { expect, test } from "vitest";
import { toHalfvec } from "./to-halfvec.ts";

test("a vector is written as half precision keeps it, and no longer than that takes", () => {
  expect(toHalfvec([0, 1, -0.5, 0.1, 1 / 3, 1e-9])).toBe("[0,1,-0.5,0.099976,0.33325,0]");
});

test("what is written reads as the same half again", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 1 }), (vector) => {
      const read = fromSql(toHalfvec(vector)) as number[];
      expect([...new Float16Array(read)].map(Math.abs)).toEqual([...new Float16Array(vector)].map(Math.abs));
    }),
  );
});
