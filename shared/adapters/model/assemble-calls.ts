import { randomUUID } from "node:crypto";
import type { ToolCall } from "../../ports/chat-model.ts";
import { garbled } from "./chat-failure.ts";

interface Assembled {
  readonly index: number | undefined;
  readonly givenId: string | undefined;
  readonly name: string;
  text: string;
}

export interface CallAssembly {
  add(pieces: unknown): void;
  /** Whole calls; throws where what came is none. */
  finish(): ToolCall[];
}

/** Puts tool calls together from their pieces, as servers send them: whole or in parts, with or without ids and numbers. */
export function assembleCalls(): CallAssembly {
  const calls: Assembled[] = [];

  function addPiece(piece: unknown): void {
    const { index, id, function: called } = (piece ?? {}) as Record<string, unknown>;
    const { name, arguments: given } = (called ?? {}) as Record<string, unknown>;
    const number = Number.isInteger(index) ? Number(index) : undefined;
    const givenId = isUsable(id) ? id : undefined;
    const text = textOf(given);

    const open = number === undefined ? calls.at(-1) : calls.findLast((call) => call.index === number);
    if (typeof name === "string" && name !== "" && (!open || startsAnother(open, number, givenId))) {
      calls.push({ index: number, givenId, name, text });
    } else if (open) open.text += text;
    else throw garbled("a piece of a tool call that has no name");
  }

  return {
    add(pieces) {
      if (pieces === undefined || pieces === null) return;
      if (!Array.isArray(pieces)) throw garbled("tool calls that are no list");
      for (const piece of pieces) addPiece(piece);
    },
    finish() {
      const taken = new Set<string>();
      return calls.map(({ givenId, name, text }) => {
        const id = givenId !== undefined && !taken.has(givenId) ? givenId : newId();
        taken.add(id);
        return { id, name, arguments: text || "{}" };
      });
    },
  };
}

/** A name alone may be said again with each piece; some servers number all calls 0, or none. */
function startsAnother(open: Assembled, index: number | undefined, id: string | undefined): boolean {
  return index === undefined
    ? id === undefined || id !== open.givenId
    : id !== undefined && id !== open.givenId;
}

/** It is kept, and a client may come back with it. */
function isUsable(id: unknown): id is string {
  return (
    typeof id === "string" && id !== "" && id.length <= 128 && id.isWellFormed() && !id.includes("\u0000")
  );
}

function textOf(given: unknown): string {
  if (given === undefined || given === null) return "";
  return typeof given === "string" ? given : JSON.stringify(given);
}

/** OpenAI takes ids of 40 characters at most. */
function newId(): string {
  return `call_${randomUUID().replaceAll("-", "").slice(0, 24)}`;
}
