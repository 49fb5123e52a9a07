import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import { followSchema } from "./follow-schema.ts";

const text = fc
  .record({ least: fc.nat(20), more: fc.nat(40) })
  .map(({ least, more }) => ({ type: "string", minLength: least, maxLength: least + more }));
const number = fc
  .record({
    type: fc.constantFrom("number", "integer"),
    low: fc.integer({ min: -50, max: 50 }),
    more: fc.nat(9),
  })
  .map(({ type, low, more }) => ({ type, minimum: low, maximum: low + more }));
const { schema } = fc.letrec<{ schema: Record<string, unknown> }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3 },
    text,
    number,
    fc.constantFrom(
      { type: "boolean" },
      { type: "null" },
      { type: "string" },
      { type: "number", maximum: -3 },
    ),
    fc.array(fc.string(), { minLength: 1, maxLength: 3 }).map((values) => ({ enum: values })),
    fc.record({ type: fc.constant("array"), items: tie("schema"), minItems: fc.nat(2) }),
    tie("schema").map((one) => ({ anyOf: [{ type: "null" }, one] })),
    fc
      .dictionary(fc.constantFrom("title", "note", "count", "list"), tie("schema"))
      .chain((properties) =>
        fc.subarray(Object.keys(properties)).map((required) => ({ type: "object", properties, required })),
      ),
  ),
}));

test("what is filled in holds against its schema, whatever the text", () => {
  fc.assert(
    fc.property(schema, fc.string(), (given, said) => {
      const checked = z.fromJSONSchema(given).safeParse(followSchema(given, said));
      expect(checked.error?.issues ?? []).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
