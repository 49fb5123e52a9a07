import type { ToolCall } from "../../../ports/chat-model.ts";
import type { UsedTool } from "../../../ports/turns.ts";
import { parseArguments } from "./parse-arguments.ts";

/** A frame of the socket holds as much. */
export const mostBytesOfFrame = 24_000;

/** A call that the client is to make. What cannot be handed to it goes back to the model as an error that it can mend. */
export function readClientCall({ id: callId, name, arguments: text }: ToolCall, mostBytes: number): UsedTool {
  const given = parseArguments(text);
  if (!given) return { name, arguments: {}, result: { error: "the arguments are not a JSON object" } };
  if (Buffer.byteLength(JSON.stringify(given)) <= mostBytes)
    return { name, arguments: given, result: null, callId };
  return { name, arguments: {}, result: { error: `the arguments must not exceed ${mostBytes} bytes` } };
}
