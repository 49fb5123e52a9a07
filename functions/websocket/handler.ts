import "#shared/runtime/begin-secret.ts";
import { composeWebSocket } from "#shared/runtime/compose/websocket.ts";
import { createSocketHandler } from "./handle-sockets.ts";

export const handler = createSocketHandler(await composeWebSocket());
