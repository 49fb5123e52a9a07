import { handlingOf, toErrorBody } from "#shared/runtime/error-response.ts";
import type { Answered, Socket } from "./socket.ts";

/** Says in chat.error why a frame comes to nothing; the cause of what is not the client's fault goes to the log. */
export async function refuseFrame(
  error: unknown,
  about: { readonly id?: string; readonly turn_id?: string },
  { ports, connectionId, requestId, post }: Pick<Socket, "ports" | "connectionId" | "requestId" | "post">,
): Promise<Answered> {
  if (handlingOf(error).status >= 500) {
    const { turn_id } = about;
    ports.log.error("frame failed", { request_id: requestId, connection_id: connectionId, turn_id, error });
  }
  return await post({ type: "chat.error", ...about, error: toErrorBody(error, requestId) });
}
