import * as z from "zod";
import { named, text, uuid } from "../primitives.ts";

/** What goals, tasks and events have in common. */
export const title = text({ min: 1, max: 200 });
export const longText = text({ max: 2_000 }).nullable().optional();
export const recurrence = text({ min: 1, max: 500 })
  .nullable()
  .optional()
  .meta({ description: "An RRULE of RFC 5545, such as FREQ=WEEKLY;BYDAY=MO", examples: ["FREQ=DAILY"] });

export const namedQuery = z.object(named);
export const idParams = z.object({ id: uuid });

export function pageOfThings(item: z.ZodType) {
  return z.object({ items: z.array(item), next_cursor: z.string().nullable() });
}
