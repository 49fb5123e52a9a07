import { randomUUID } from "node:crypto";

/** A tenant of a test's own, so that no test sees another's rows. */
export function uniqueTenant(): string {
  return `tenant-${randomUUID()}`;
}
