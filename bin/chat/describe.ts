import { stripVTControlCharacters } from "node:util";
import type { MemoryUsed, Usage } from "./heard-frame.ts";

/** What a terminal may be given: a text from elsewhere must not move its cursor or ring its bell. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return stripVTControlCharacters(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "");
}

/** The first words of a text, on one line. */
export function firstWords(text: string, length = 60): string {
  const line = printable(text.replace(/\s+/g, " ").trim());
  const characters = [...line];
  if (characters.length <= length) return line;
  const cut = characters.slice(0, length - 1).join("");
  return `${cut.includes(" ") ? cut.slice(0, cut.lastIndexOf(" ")) : cut} …`;
}

export function describeTool(name: string, given: unknown): string {
  const values = typeof given === "object" && given !== null ? Object.values(given) : [given];
  const shown = values
    .filter((value) => value !== undefined && value !== null)
    .map((value) => JSON.stringify(value));
  return ["·", printable(name), firstWords(shown.join(" "))].join(" ").trimEnd();
}

export function describeMemory({ kind, type, content }: MemoryUsed): string {
  return `· remembered ${printable(type ?? kind)}: ${firstWords(content)}`;
}

export function describeUsage({ prompt_tokens, completion_tokens }: Usage): string {
  return `· ${prompt_tokens} tokens read, ${completion_tokens} written`;
}
