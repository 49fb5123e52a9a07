import { ValidationFailed } from "../../../errors.ts";
import { isKnownZone } from "../../time/is-known-zone.ts";
import type { ToolContext } from "./tool.ts";

/** The zone that is named, else the person's. */
export function readZone(named: string | undefined, { zone }: Pick<ToolContext, "zone">): string {
  if (named === undefined) return zone;
  if (!isKnownZone(named)) throw ValidationFailed.at("time_zone", "is none; name one such as Europe/Zurich");
  return named;
}
