import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Connections, FrameSender } from "../../ports/connections.ts";
import type { LiveConnections } from "../../ports/live-connections.ts";
import { querySockets } from "./query-sockets.ts";

export interface LiveConnectionsOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly connections: Connections;
  readonly frames: FrameSender;
}

const keyRevoked = "the key that opened this connection was revoked";
const messages = {
  unauthenticated: "you were signed out; sign in again",
  forbidden: "this account may not be used any more",
} as const;

export function dynamodbLiveConnections(options: LiveConnectionsOptions): LiveConnections {
  const { connections, frames } = options;

  return {
    async end(whose, code) {
      const signInId = "keyId" in whose ? undefined : whose.signInId;
      const ofSignIn =
        signInId === undefined
          ? null
          : { filter: "sign_in_id = :sign_in", values: { ":sign_in": { S: signInId } } };
      const message = "keyId" in whose ? keyRevoked : messages[code];
      const sockets = await querySockets(options, whose, ofSignIn);
      const ended = await Promise.all(
        sockets.map(async ({ connection_id }) => {
          const id = connection_id!.S!;
          // The log of its handshake is found by the same id.
          const error = { code, message, request_id: id };
          const outcome = await frames.send(id, { type: "chat.error", error });
          if (outcome === "sent") await frames.close(id);
          await connections.remove(id);
          return outcome === "sent";
        }),
      );
      return ended.filter(Boolean).length;
    },
  };
}
