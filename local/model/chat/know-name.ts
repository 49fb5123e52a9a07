import type { Prompt } from "./read-prompt.ts";

const introduced =
  /\b(?:my name is|my name's|i am called|call me|the user's name is|user is called) +(\p{L}[\p{L}'’-]*)/iu;
const noted = /\bname(?: is|:|":)\s*"?(\p{Lu}[\p{L}'’-]*)/u;

/** How the person is called, as far as anybody said. */
export function knowName({ message, history, memories, system }: Prompt): string | undefined {
  const said = history.filter(({ role }) => role === "user").toReversed();
  for (const { text } of [{ text: message }, ...said, ...memories]) {
    const name = text.match(introduced)?.[1];
    if (name) return name;
  }
  return system.match(noted)?.[1];
}
