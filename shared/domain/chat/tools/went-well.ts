import type { UsedTool } from "../../../ports/turns.ts";

/** Whether the call went well. */
export function wentWell({ result }: UsedTool): boolean {
  return typeof result !== "object" || result === null || !("error" in result);
}
