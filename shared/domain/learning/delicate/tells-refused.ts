import type { MemoryType } from "../../../ports/memories.ts";
import { delicateTypesOf } from "./delicate-types-of.ts";

/** Whether a text tells of what may not be kept of its person. */
export function tellsRefused(text: string, refusedTypes: readonly MemoryType[]): boolean {
  return refusedTypes.length > 0 && delicateTypesOf(text).some((type) => refusedTypes.includes(type));
}
