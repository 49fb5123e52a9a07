import { handlingOf, toErrorBody } from "#shared/runtime/error-response.ts";
import type { FrameIds } from "./read-frame.ts";
import type { Answered, Socket } from "./socket.ts";

/** Says in chat.error why a frame comes to nothing; the cause of what is not the client's fault goes to the log. */
export async function refuseFrame(
  error: unknown,
  about: FrameIds,
  { ports, connectionId, requestId, post }: Pick<Socket, "ports" | "connectionId" | "requestId" | "post">,
): Promise<Answered> {
  if (handlingOf(error).status >= 500) {
    const { turn_id, delivery_id } = about;
    const ids = { request_id: requestId, connection_id: connectionId, turn_id, delivery_id };
    ports.log.error("frame failed", { ...ids, error });
  }
  return await post({ type: "chat.error", ...about, error: toErrorBody(error, requestId) });
}
