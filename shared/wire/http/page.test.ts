import { describe, expect, test } from "vitest";
import * as z from "zod";
import { encodeCursor, pageQuery, placeInTime } from "./page.ts";

const id = "019a0000-0000-7000-8000-000000000000";
const read = (place: string) => z.object(pageQuery(placeInTime)).safeParse({ cursor: encodeCursor(place) });

describe("a cursor to a place in time", () => {
  test.each([0, Date.UTC(1900, 0, 1), Date.UTC(2026, 0, 31), Date.UTC(10_000, 0, 1) - 1])(
    "leads to where a page ended: %i",
    (ms) => expect(read(`${ms}/${id}`)).toMatchObject({ data: { cursor: `${ms}/${id}` } }),
  );

  test.each(["999999999999999", "-999999999999999", String(Date.UTC(10_000, 0, 1)), "1.5", "", "x"])(
    "is refused where no page ends: %s",
    (ms) => {
      const message = "must be a cursor that a list gave";
      expect(read(`${ms}/${id}`).error?.issues).toMatchObject([{ path: ["cursor"], message }]);
    },
  );

  test.each(["0", `0/${id}0`, `0/${id.toUpperCase()}`])("is refused without an id: %s", (place) => {
    expect(read(place).success).toBe(false);
  });
});
