import type { Writable } from "node:stream";
import { describeMemory, describeTool, describeUsage, printable } from "./describe.ts";
import type { Outcome } from "./follow-turn.ts";
import type { Done, Happening } from "./turn-state.ts";

export interface Screen {
  /** A part of a reply, as it comes. */
  readonly show: (happening: Happening) => void;
  readonly showOutcome: (outcome: Outcome) => void;
  /** What was asked for with a command. */
  readonly print: (line: string) => void;
  /** What is worth knowing beside it. */
  readonly notice: (line: string) => void;
  readonly fail: (line: string) => void;
  /** Ends a reply that is left in the middle of a line. */
  readonly endLine: () => void;
}

export interface ScreenOptions {
  readonly out: Pick<Writable, "write">;
  /** Where notices and errors go. */
  readonly aside: Pick<Writable, "write">;
  /** Whether `out` is read by a person: words appear as they come, and nothing moves the cursor. */
  readonly isLive: boolean;
  readonly hasColour: boolean;
}

/** Replies on one side, all that is said about them on the other; on a terminal both are the same. */
export function makeScreen({ out, aside, isLive, hasColour }: ScreenOptions): Screen {
  let isMidLine = false;
  const paint = (code: number, text: string) => (hasColour ? `\u001b[${code}m${text}\u001b[0m` : text);

  function write(text: string): void {
    if (text === "") return;
    out.write(text);
    isMidLine = !text.endsWith("\n");
  }

  function endLine(): void {
    if (isMidLine) write("\n");
  }

  function say(line: string): void {
    endLine();
    aside.write(`${line}\n`);
  }

  const notice = (line: string) => say(paint(2, printable(line)));
  const fail = (line: string) => say(paint(31, printable(line)));

  function show(happening: Happening): void {
    if (happening.type === "tool") notice(describeTool(happening.name, happening.arguments));
    else if (happening.type === "words" && isLive) write(printable(happening.text));
    else if (happening.type === "again" && isLive) notice("· the reply begins again");
  }

  function showOutcome(outcome: Outcome): void {
    endLine();
    if (outcome.type === "failed") fail(`${outcome.error.message} (${outcome.error.code})`);
    else showDone(outcome);
  }

  function showDone({ text, finishReason, memories, usage }: Done): void {
    if (!isLive) out.write(text.endsWith("\n") ? text : `${text}\n`);
    if (finishReason === "cancelled") notice("· cancelled");
    if (finishReason === "length") notice("· cut off at its greatest length");
    for (const memory of memories) notice(describeMemory(memory));
    if (usage) notice(describeUsage(usage));
  }

  return {
    show,
    showOutcome,
    notice,
    print: (line) => {
      endLine();
      write(`${printable(line)}\n`);
    },
    fail,
    endLine,
  };
}
