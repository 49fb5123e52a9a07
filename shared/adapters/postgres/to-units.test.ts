import fc from "fast-check";
import { expect, test } from "vitest";
import { toUnits } from "./to-units.ts";

const fromUnits = (written: string) =>
  written
    .slice(1, -1)
    .split(",")
    .map((units) => Number(units) / 2 ** 24);
const asHalves = (vector: readonly number[]) => vector.map((number) => Math.f16round(number) + 0);

test("a vector is written in whole units of half precision", () => {
  expect(toUnits([0, 1, -0.5, 0.1, 1 / 3, 1e-9, -0])).toBe("{0,16777216,-8388608,1677312,5591040,0,0}");
});

test("what is written is the same half again", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -127, max: 127, noNaN: true }), { minLength: 1 }), (vector) => {
      expect(fromUnits(toUnits(vector))).toEqual(asHalves(vector));
    }),
  );
});

test("each half up to 127 has whole units of its own", () => {
  const bits = Uint16Array.from({ length: 0x57f0 }, (_, at) => at);
  const halves = [...new Float16Array(bits.buffer)];
  const units = fromUnits(toUnits(halves));
  expect(halves.at(-1)).toBe(126.9375);
  expect(units).toEqual(halves);
  expect(units.every((unit) => Number.isSafeInteger(unit * 2 ** 24))).toBe(true);
});

test.each([
  { vector: [128, -64, 1], scale: 2 ** -7 },
  { vector: [65_504, 1_000, -3], scale: 2 ** -16 },
  { vector: [-1e9, 1e6, 12], scale: 2 ** -30 },
])("a long one, $vector, is written shorter, and points the same way", ({ vector, scale }) => {
  expect(fromUnits(toUnits(vector))).toEqual(asHalves(vector.map((number) => number * scale)));
});
