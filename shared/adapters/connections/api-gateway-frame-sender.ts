import {
  type ApiGatewayManagementApiClient,
  GoneException,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import type { FrameSender } from "../../ports/connections.ts";

export function apiGatewayFrameSender(client: ApiGatewayManagementApiClient): FrameSender {
  return {
    async send(connectionId, frame) {
      try {
        await client.send(
          new PostToConnectionCommand({
            ConnectionId: connectionId,
            Data: Buffer.from(JSON.stringify(frame)),
          }),
        );
        return "sent";
      } catch (error) {
        if (error instanceof GoneException) return "gone";
        throw error;
      }
    },
  };
}
