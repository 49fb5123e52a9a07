import { createHash } from "node:crypto";
import type { IdempotencyClaim } from "../../../ports/messages.ts";
import type { ToolContext } from "./tool.ts";

/**
 * The same for a call of a turn that runs again, however the model words it then: what the first made is found, and
 * nothing is made twice.
 */
export function callKey({ turnId, nth }: ToolContext, name: string): IdempotencyClaim {
  const key = `${turnId}:${nth}`;
  return { route: `tool:${name}`, key, requestHash: createHash("sha256").update(key).digest("hex") };
}

/** Whoever sends a message again may hold another key: a turn is one caller. */
export function callerOf({ person }: ToolContext): ToolContext["person"] {
  return { ...person, callerId: "turn" };
}
