import * as z from "zod";

/** Text as Postgres can keep it: no NUL, no half of a surrogate pair. */
function isStorable(text: string): boolean {
  return !text.includes("\u0000") && text.isWellFormed();
}

export function countCharacters(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xd800) count--;
  return count;
}

export function text({ min = 0, max }: { min?: number; max: number }) {
  return z
    .string()
    .refine(isStorable, { error: "must not contain NUL or unpaired surrogates", abort: true })
    .refine((value) => countCharacters(value) >= min, {
      error: min === 1 ? "must not be empty" : `must have at least ${min} characters`,
    })
    .refine((value) => countCharacters(value) <= max, { error: `must not exceed ${max} characters` })
    .meta({ minLength: min, maxLength: max });
}

export const clientId = z
  .string()
  .regex(/^[A-Za-z0-9._:@-]{1,128}$/, { error: "must be 1 to 128 of A-Z a-z 0-9 . _ : @ -" })
  .meta({ description: "An id that the client chooses" });

export const uuid = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, { error: "must be a UUID" })
  .transform((value) => value.toLowerCase())
  .meta({ format: "uuid" });

const firstInstant = Date.UTC(1900, 0, 1);
const endOfInstants = Date.UTC(10_000, 0, 1);
/** Days before: whatever zone a thing of a calendar is told in, its year has four digits. */
const endOfCalendars = Date.UTC(9999, 11, 25);

/** Whether `instant` takes these milliseconds. */
export function isTaken(ms: number): boolean {
  return ms >= firstInstant && ms < endOfInstants;
}

/** ISO 8601 with a zone; becomes UTC milliseconds since 1970. */
export const instant = z.iso
  .datetime({ offset: true, error: "must be an ISO 8601 instant such as 2026-01-31T09:30:00.000Z" })
  .transform((value) => Date.parse(value))
  .refine((ms) => ms >= firstInstant, { error: "must not lie before 1900" })
  .refine((ms) => ms < endOfInstants, { error: "must not lie after 9999" })
  .meta({ format: "date-time" });

/** When something is to be that a person's clock shows. */
export const calendarInstant = instant
  .refine((ms) => ms < endOfCalendars, { error: "must not lie after 9999-12-24 in UTC" })
  .meta({ format: "date-time" });

/** Where a page ended: opaque on the wire, an id inside. */
export const cursor = z
  .string()
  .regex(/^[A-Za-z0-9_-]{21}[AQgw]$/, { error: "must be a next_cursor as it was given" })
  .transform((value) =>
    Buffer.from(value, "base64url")
      .toString("hex")
      .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"),
  )
  .meta({ description: "The next_cursor of the page before" });

/** Null at the end of a list. */
export function toCursor(id: string | null): string | null {
  return id === null ? null : Buffer.from(id.replaceAll("-", ""), "hex").toString("base64url");
}

const pageLimit = 100;
const pageRange = { error: `must be a whole number from 1 to ${pageLimit}` };

export const mostOfAPage = "At most; a page of long texts ends earlier, at about 4 MB";

/** How a list is asked for in a query. */
export const paged = {
  limit: z.coerce
    .number(pageRange)
    .int(pageRange)
    .min(1, pageRange)
    .max(pageLimit, pageRange)
    .default(50)
    .meta({ description: mostOfAPage }),
  cursor: cursor.optional(),
};

export const instantOut = z.iso.datetime().meta({ format: "date-time" });

export const unitInterval = z
  .number({ error: "must be a number from 0 to 1" })
  .min(0, { error: "must be a number from 0 to 1" })
  .max(1, { error: "must be a number from 0 to 1" });

const deepestJson = 32;

export function jsonObject(limitBytes: number) {
  return z.record(z.string(), z.unknown(), { error: "must be an object" }).superRefine((value, context) => {
    const complaint = complainOfJson(value, limitBytes);
    if (complaint) context.addIssue({ code: "custom", message: complaint });
  });
}

export const metadata = jsonObject(16_384).meta({ description: "Any JSON object up to 16 KB" });

/** Whatever JSON there is; null where it is left out. */
export function anyJson(limitBytes: number) {
  return z
    .unknown()
    .transform((value) => value ?? null)
    .superRefine((value, context) => {
      const complaint = complainOfJson(value, limitBytes);
      if (complaint) context.addIssue({ code: "custom", message: complaint });
    });
}

function complainOfJson(value: unknown, limitBytes: number): string | undefined {
  if (nestsDeeper(value, deepestJson)) return `must not nest deeper than ${deepestJson}`;
  const json = JSON.stringify(value);
  if (new TextEncoder().encode(json).length > limitBytes) return `must not exceed ${limitBytes >> 10} KB`;
  if (!everyString(value, isStorable)) return "must not contain NUL or unpaired surrogates";
  return undefined;
}

function nestsDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => nestsDeeper(inner, depth - 1));
}

function everyString(value: unknown, test: (text: string) => boolean): boolean {
  if (typeof value === "string") return test(value);
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([key, inner]) => test(key) && everyString(inner, test));
}

/** A list in a query string: `a,b`. In JSON it is an array. */
export function commaSeparated<Value extends string>(item: z.ZodType<Value, Value>) {
  return z
    .string()
    .transform((value) => value.split(",").filter((part) => part !== "") as Value[])
    .pipe(z.array(item).min(1, { error: "must not be an empty list" }));
}

/** Who is meant; checked against the caller. */
export const named = {
  tenant_id: clientId.optional().meta({ description: "The tenant; the caller's own if left out" }),
  user_id: clientId.optional().meta({ description: "The person; without one, the tenant itself" }),
};
