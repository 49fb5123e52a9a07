import fc from "fast-check";
import { fromSql } from "pgvector";
import { expect, test } from "vitest";
import { toHalfvec } from "./to-halfvec.ts";

test("a vector is written as half precision keeps it, and no longer than that takes", () => {
  expect(toHalfvec([0, 1, -0.5, 0.1, 1 / 3, 1e-9])).toBe("[0,1,-.5,.1,.3333,0]");
});

test("what is written reads as the same half again", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 1 }), (vector) => {
      const read = fromSql(toHalfvec(vector)) as number[];
      expect([...new Float16Array(read)].map(Math.abs)).toEqual([...new Float16Array(vector)].map(Math.abs));
    }),
  );
});

test("each half has a text of its own", () => {
  const bits = Uint16Array.from({ length: 0x7c00 }, (_, at) => at);
  const halves = [...new Float16Array(bits.buffer)];
  const texts = toHalfvec(halves).slice(1, -1).split(",");
  expect(texts.map((text) => Math.f16round(Math.fround(Number(text))))).toEqual(halves);
});
