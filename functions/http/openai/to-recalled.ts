import type { RecalledMemory } from "#shared/ports/turn-frames.ts";
import type { CompletionAnswer } from "#shared/wire/http/completions.ts";

export function toRecalled({ type, ...memory }: RecalledMemory): CompletionAnswer["memories"][number] {
  return { ...memory, ...(type !== null && { type }) };
}
