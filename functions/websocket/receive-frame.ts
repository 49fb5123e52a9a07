import { NotSetUp, Unauthenticated, ValidationFailed } from "#shared/errors.ts";
import { toErrorBody } from "#shared/runtime/error-response.ts";
import { type ClientFrame, clientFrame } from "#shared/wire/frames/client-frame.ts";
import type { ServerFrame } from "#shared/wire/frames/server-frame.ts";
import type { Composed, SocketEvent } from "./socket-event.ts";

/** Answers a frame; a bad one gets chat.error and the socket stays open, unless the token behind it has expired. */
export async function receiveFrame(
  event: SocketEvent,
  ports: Pick<Composed["ports"], "connections" | "frames" | "tally" | "clock" | "log">,
): Promise<void> {
  const { connectionId, requestId, authorizer } = event.requestContext;
  const expired = Number(authorizer?.token_expires_at ?? Number.POSITIVE_INFINITY) <= ports.clock.now();
  const reply = answer(event.body ?? "", requestId, expired);
  const outcome = await ports.frames.send(connectionId, reply);
  if (outcome === "gone" || expired) await ports.connections.remove(connectionId);
  if (expired) await ports.frames.close(connectionId);
  ports.tally.add("aimi_websocket_frames_total", { type: reply.type, outcome });
  ports.log.info("frame", { request_id: requestId, connection_id: connectionId, reply: reply.type, outcome });
}

function answer(text: string, requestId: string, expired: boolean): ServerFrame {
  const json = parseJson(text);
  try {
    if (expired) throw new Unauthenticated("the token behind this socket has expired; get a new ticket");
    return respond(readFrame(json));
  } catch (error) {
    return { type: "chat.error", ...clientIdOf(json), error: toErrorBody(error, requestId) };
  }
}

function respond(frame: ClientFrame): ServerFrame {
  switch (frame.type) {
    case "ping":
      return { type: "pong" };
    default:
      throw new NotSetUp("chat");
  }
}

function readFrame(json: unknown): ClientFrame {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw ValidationFailed.at("", "the frame is not a JSON object");
  }
  const { success, data, error } = clientFrame.safeParse(json);
  if (success) return data;
  throw new ValidationFailed(error.issues.map(({ path, message }) => ({ path: path.join("."), message })));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The client finds its own frame again by the id that it gave. */
function clientIdOf(json: unknown): { id?: string } {
  if (typeof json !== "object" || json === null || !("id" in json)) return {};
  return typeof json.id === "string" && json.id.length <= 128 ? { id: json.id } : {};
}
