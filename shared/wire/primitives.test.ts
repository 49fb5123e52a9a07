import { describe, expect, test } from "vitest";
import * as z from "zod";
import {
  calendarInstant,
  clientId,
  commaSeparated,
  instant,
  metadata,
  text,
  unitInterval,
  uuid,
} from "./primitives.ts";

function complaintOf(schema: z.ZodType, value: unknown): string | undefined {
  const result = schema.safeParse(value);
  return result.success ? undefined : result.error.issues[0]?.message;
}

describe("text", () => {
  const short = text({ min: 1, max: 3 });

  test("is counted by characters, as a person would", () => {
    expect(complaintOf(short, "🙂🙂🙂")).toBeUndefined();
    expect(complaintOf(short, "🙂🙂🙂🙂")).toBe("must not exceed 3 characters");
    expect(complaintOf(short, "abcd")).toBe("must not exceed 3 characters");
  });

  test("must not be empty where something is asked for", () => {
    expect(complaintOf(short, "")).toBe("must not be empty");
    expect(complaintOf(text({ max: 3 }), "")).toBeUndefined();
    expect(complaintOf(text({ min: 2, max: 3 }), "🙂")).toBe("must have at least 2 characters");
  });

  test.each(["\u0000", "a\u0000b", "\ud83d", "\ude42", "\ude42\ud83d", "a\ud800b"])(
    "with a NUL or half a character is refused for that alone: %j",
    (value) => {
      const result = short.safeParse(value);
      expect(result.error?.issues.map(({ message }) => message)).toEqual([
        "must not contain NUL or unpaired surrogates",
      ]);
    },
  );

  test("may hold any other control character", () => {
    expect(complaintOf(short, "\u0001\n\u007f")).toBeUndefined();
  });
});

describe("an id of a client", () => {
  test.each(["a", "A.b_c:d@e-9", "x".repeat(128)])("may be %s", (id) => {
    expect(complaintOf(clientId, id)).toBeUndefined();
  });

  test.each(["", "x".repeat(129), "a b", "a/b", "é", "a\n", "a\u0000", 7, null])("may not be %j", (id) => {
    expect(complaintOf(clientId, id)).toBeDefined();
  });
});

describe("a UUID", () => {
  test("is taken in either case and kept in the lower one", () => {
    expect(uuid.parse("01890A5D-AC96-774B-BCCE-B302099A8057")).toBe("01890a5d-ac96-774b-bcce-b302099a8057");
  });

  test.each(["", "x", "01890a5dac96774bbcceb302099a8057", "01890a5d-ac96-774b-bcce-b302099a8057\n"])(
    "is not %j",
    (value) => expect(complaintOf(uuid, value)).toBe("must be a UUID"),
  );
});

describe("an instant", () => {
  test.each([
    ["2026-01-31T09:30:00.000Z", Date.UTC(2026, 0, 31, 9, 30)],
    ["2026-01-31T09:30:00Z", Date.UTC(2026, 0, 31, 9, 30)],
    ["2026-01-31T11:30:00+02:00", Date.UTC(2026, 0, 31, 9, 30)],
    ["2026-01-31T09:30:00.123456Z", Date.UTC(2026, 0, 31, 9, 30, 0, 123)],
    ["2024-02-29T00:00:00Z", Date.UTC(2024, 1, 29)],
    ["1900-01-01T00:00:00Z", Date.UTC(1900, 0, 1)],
    ["9999-12-31T23:59:59.999Z", Date.UTC(10_000, 0, 1) - 1],
  ])("%s is understood in UTC", (value, ms) => expect(instant.parse(value)).toBe(ms));

  test.each([
    "2026-01-31",
    "2026-01-31T09:30:00",
    "2026-02-30T00:00:00Z",
    "2025-02-29T00:00:00Z",
    "2026-01-31T25:00:00Z",
    "yesterday",
    "1769851800000",
    1769851800000,
    null,
  ])("%j is refused", (value) =>
    expect(complaintOf(instant, value)).toContain("must be an ISO 8601 instant"),
  );

  test.each(["1899-12-31T23:59:59Z", "9999-12-31T23:59:59-01:00"])(
    "%s lies outside what every part of the way can hold",
    (value) => expect(complaintOf(instant, value)).toContain("must not lie"),
  );

  test("of a calendar ends where a clock somewhere would show a year of five digits", () => {
    const last = "9999-12-24T23:59:59.999Z";
    expect(calendarInstant.parse(last)).toBe(Date.parse(last));
    for (const value of ["9999-12-25T00:00:00Z", "9999-12-24T23:59:59-01:00", "1899-12-31T23:59:59Z"])
      expect(complaintOf(calendarInstant, value)).toContain("must not lie");
  });
});

describe("metadata", () => {
  const nested = (depth: number): Record<string, unknown> => (depth === 1 ? {} : { a: nested(depth - 1) });

  test("is any JSON object", () => {
    const value = { a: 1, b: [null, true, { c: "🙂" }], "": {} };
    expect(metadata.parse(value)).toEqual(value);
  });

  test.each([[[]], ["text"], [7], [null]])("is not %j", (value) => {
    expect(complaintOf(metadata, value)).toBe("must be an object");
  });

  test("holds 16 KB as JSON in UTF-8, and not a byte more", () => {
    const frame = JSON.stringify({ a: "" }).length;
    expect(complaintOf(metadata, { a: "x".repeat(16_384 - frame) })).toBeUndefined();
    expect(complaintOf(metadata, { a: "x".repeat(16_385 - frame) })).toBe("must not exceed 16 KB");
    expect(complaintOf(metadata, { a: "é".repeat(8_192) })).toBe("must not exceed 16 KB");
  });

  test("nests 32 deep, and no deeper", () => {
    expect(complaintOf(metadata, nested(32))).toBeUndefined();
    expect(complaintOf(metadata, nested(33))).toBe("must not nest deeper than 32");
  });

  test("of absurd depth is refused and breaks nothing", () => {
    const absurd = JSON.parse(`{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`);
    expect(complaintOf(metadata, absurd)).toBe("must not nest deeper than 32");
  });

  test.each([{ a: "\u0000" }, { "\u0000": 1 }, { a: [{ b: "\ud800" }] }, { "\ud800": 1 }])(
    "with a NUL or half a character anywhere is refused: %j",
    (value) => {
      expect(complaintOf(metadata, value)).toBe("must not contain NUL or unpaired surrogates");
    },
  );
});

describe("a list in a query", () => {
  const list = commaSeparated(z.enum(["user", "assistant"], { error: "must be user or assistant" }));

  test("is divided at its commas", () => {
    expect(list.parse("user,assistant")).toEqual(["user", "assistant"]);
    expect(list.parse("user,")).toEqual(["user"]);
  });

  test("must name something, and only what is known", () => {
    expect(complaintOf(list, "")).toBe("must not be an empty list");
    expect(complaintOf(list, ",")).toBe("must not be an empty list");
    expect(complaintOf(list, "user,robot")).toBe("must be user or assistant");
  });
});

test.each([-0.001, 1.001, Number.NaN, Number.POSITIVE_INFINITY, "0.5", null])(
  "%s is no number from 0 to 1",
  (value) => expect(complaintOf(unitInterval, value)).toBe("must be a number from 0 to 1"),
);
