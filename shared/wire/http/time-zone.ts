import * as z from "zod";

export const timeZone = z
  .string()
  .max(64, { error: "must not exceed 64 characters" })
  .refine(isTimeZone, { error: "must be an IANA time zone such as Europe/Zurich" })
  .meta({ description: "An IANA time zone", examples: ["Europe/Zurich"] });

/** Offsets are none: they know no summer. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
