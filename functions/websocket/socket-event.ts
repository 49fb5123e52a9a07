import type { composeWebSocket } from "#shared/runtime/compose/websocket.ts";

/** What API Gateway tells of a socket; headers and query come with CONNECT alone. */
export interface SocketEvent {
  readonly requestContext: {
    readonly eventType: "CONNECT" | "MESSAGE" | "DISCONNECT";
    readonly connectionId: string;
    readonly requestId: string;
    readonly connectedAt: number;
  };
  readonly headers?: Readonly<Record<string, string>>;
  readonly queryStringParameters?: Readonly<Record<string, string>> | null;
  readonly body?: string;
}

export type Composed = Awaited<ReturnType<typeof composeWebSocket>>;
