import type { APIGatewayProxyResultV2 } from "aws-lambda";
import { handOnBeside } from "#shared/domain/metrics/hand-on-counts.ts";
import { connect } from "./connect.ts";
import { receiveFrame } from "./receive-frame.ts";
import type { Composed, SocketEvent } from "./socket-event.ts";

export function createSocketHandler(composed: Composed) {
  const answer = async (event: SocketEvent): Promise<APIGatewayProxyResultV2> => {
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
  };
  return async (event: SocketEvent) => await handOnBeside(composed.ports, () => answer(event));
}
