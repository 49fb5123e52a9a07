import { isDeepStrictEqual } from "node:util";
import type { ChatMessage, ToolCall } from "../../ports/chat-model.ts";
import type { UsedTool } from "../../ports/turns.ts";
import { cutResult } from "./cut-result.ts";
import { parseArguments } from "./tools/parse-arguments.ts";
import { onlyLooks } from "./tools/registry.ts";
import { wentWell } from "./tools/went-well.ts";

const mostTold = 20;
const resultTokens = 200;

/**
 * What tools of ours have done for a message that a client comes back to, as the model did it: the client was not told,
 * so that its history has no trace of it, and the model would do it again.
 */
export function tellDone(usedBefore: readonly UsedTool[]): readonly ChatMessage[] {
  const done = usedBefore.filter(isDone).slice(-mostTold);
  if (done.length === 0) return [];
  const toolCalls = done.map(({ name, arguments: given }, at) => ({
    ...{ id: idOf(at), name, arguments: JSON.stringify(given) },
  }));
  const gave = done.map(({ result }, at) => ({
    ...({ role: "tool", toolCallId: idOf(at) } as const),
    content: cutResult(result, resultTokens),
  }));
  return [{ role: "assistant", content: "", toolCalls }, ...gave];
}

/** What the same call made for the same message: it is not made twice, whatever the model was told. */
export function findDone(usedBefore: readonly UsedTool[], call: ToolCall): UsedTool | undefined {
  if (onlyLooks(call.name)) return undefined;
  const given = parseArguments(call.arguments);
  return usedBefore.find(
    (used) => isDone(used) && used.name === call.name && isDeepStrictEqual(used.arguments, given),
  );
}

/** What the client calls itself has no result here; before it had an id, it had nothing else. */
function isDone(used: UsedTool): boolean {
  return used.result !== null && wentWell(used);
}

/** Nine letters and digits: some servers take no other. */
function idOf(at: number): string {
  return `done${String(at).padStart(5, "0")}`;
}
