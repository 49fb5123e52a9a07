import {
  type ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GoneException,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import type { FrameSender } from "../../ports/connections.ts";

export function apiGatewayFrameSender(client: ApiGatewayManagementApiClient): FrameSender {
  return {
    async send(connectionId, frame) {
      const Data = Buffer.from(JSON.stringify(frame));
      const sent = await unlessGone(
        client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data })),
      );
      return sent ? "sent" : "gone";
    },

    async close(connectionId) {
      await unlessGone(client.send(new DeleteConnectionCommand({ ConnectionId: connectionId })));
    },
  };
}

async function unlessGone(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof GoneException) return false;
    throw error;
  }
}
