import "#shared/runtime/begin-secret.ts";
import type { APIGatewayProxyResultV2 } from "aws-lambda";
import { handOnBeside } from "#shared/domain/metrics/hand-on-counts.ts";
import { composeWebSocket } from "#shared/runtime/compose/websocket.ts";
import { connect } from "./connect.ts";
import { receiveFrame } from "./receive-frame.ts";
import type { SocketEvent } from "./socket-event.ts";

const composed = await composeWebSocket();

export async function handler(event: SocketEvent): Promise<APIGatewayProxyResultV2> {
  return await handOnBeside(composed.ports, () => answer(event));
}

async function answer(event: SocketEvent): Promise<APIGatewayProxyResultV2> {
  switch (event.requestContext.eventType) {
    case "CONNECT":
      return await connect(event, composed);
    case "DISCONNECT":
      await composed.ports.connections.remove(event.requestContext.connectionId);
      return { statusCode: 200 };
    case "MESSAGE":
      await receiveFrame(event, composed);
      return { statusCode: 200 };
  }
}
