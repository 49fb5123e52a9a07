import * as z from "zod";
import { isTaken, mostOfAPage } from "../primitives.ts";

const limit = { error: "must be a whole number from 1 to 100" };
const badCursor = { error: "must be a cursor that a list gave" };

const placePattern = /^(-?\d{1,15})\/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** An instant in milliseconds that `instant` takes, and an id. */
export const placeInTime = z
  .string()
  .refine((place) => isTaken(Number(placePattern.exec(place)?.[1] ?? Number.NaN)));

export function toPlace(ms: number, id: string): string {
  return `${ms}/${id}`;
}

/** A page of a list whose places, hidden in cursors, are such as `place` takes. */
export function pageQuery(place: z.ZodType<string>) {
  const cursor = z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,512}$/, { ...badCursor, abort: true })
    .transform((value, context) => {
      const decoded = place.safeParse(decode(value));
      if (decoded.success) return decoded.data;
      context.addIssue({ code: "custom", message: badCursor.error });
      return z.NEVER;
    });
  return {
    limit: z.coerce
      .number(limit)
      .int(limit)
      .min(1, limit)
      .max(100, limit)
      .default(50)
      .meta({ description: mostOfAPage }),
    cursor: cursor.optional().meta({ description: "The next_cursor of the page before" }),
  };
}

export function pageOf(item: z.ZodType) {
  return z.object({ items: z.array(item), next_cursor: z.string().nullable() });
}

export function encodeCursor(place: string | null): string | null {
  return place === null ? null : Buffer.from(place).toString("base64url");
}

function decode(cursor: string): string {
  return Buffer.from(cursor, "base64url").toString();
}
