import type { MemoryMatch } from "../../ports/memory-index.ts";

const longestText = 1_000;

/**
 * What is remembered, as data: one JSON object a line between two marks. No text can end the block, since in JSON
 * a `<` may be written so that none is left.
 */
export function fenceMemories(memories: readonly MemoryMatch[]): string {
  return ["<memories>", ...memories.map(describeMemory), "</memories>"].join("\n");
}

export function describeMemory(memory: MemoryMatch): string {
  const said = memory.kind === "message" ? { role: memory.role } : { type: memory.type };
  const facts = {
    id: memory.id,
    kind: memory.kind,
    ...said,
    date: new Date(memory.createdAt).toISOString().slice(0, 10),
    text: shorten(memory.content),
  };
  return JSON.stringify(facts).replaceAll("<", "\\u003c").replaceAll(">", "\\u003e");
}

function shorten(text: string): string {
  const characters = Array.from(text);
  return characters.length <= longestText ? text : `${characters.slice(0, longestText).join("")}…`;
}
