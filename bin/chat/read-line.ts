import { type CommandName, isCommand } from "./commands.ts";

export type Line =
  | { readonly type: "nothing" }
  | { readonly type: "message"; readonly text: string }
  | { readonly type: "command"; readonly name: CommandName; readonly argument: string }
  | { readonly type: "retry" }
  | { readonly type: "quit" }
  | { readonly type: "no command"; readonly name: string };

/** What a line means: a slash at its very beginning makes a command. In a pipe, what looks like a command and is none is a message as any other. */
export function readLine(line: string, { isPiped }: { readonly isPiped: boolean }): Line {
  const text = line.trim();
  if (text === "") return { type: "nothing" };
  const [, name, argument = ""] = /^\/(\S*)\s*(.*)$/s.exec(line.trimEnd()) ?? [];
  if (name === undefined) return { type: "message", text };
  if (name === "quit" || name === "retry") return { type: name };
  if (isCommand(name)) return { type: "command", name, argument };
  return isPiped ? { type: "message", text } : { type: "no command", name };
}
