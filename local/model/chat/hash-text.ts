import { createHash } from "node:crypto";

export function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** A whole number of 32 bits, the same on every machine. */
export function hashText(text: string): number {
  return Number.parseInt(digestOf(text).slice(0, 8), 16);
}
