import type { MemoryType } from "../../../ports/memories.ts";
import { tellsRefused } from "./tells-refused.ts";

/** Whether something may not be kept of its person: by the type that it is given, or by what it plainly tells. */
export function isRefused(
  { type, content }: { readonly type: MemoryType; readonly content: string },
  refusedTypes: readonly MemoryType[],
): boolean {
  return refusedTypes.includes(type) || tellsRefused(content, refusedTypes);
}
