import type { AuthorizerContext } from "#functions/ws-authorizer/authorizer-event.ts";
import type { composeWebSocket } from "#shared/runtime/compose/websocket.ts";

/** What API Gateway tells of a socket. */
export interface SocketEvent {
  readonly requestContext: {
    readonly eventType: "CONNECT" | "MESSAGE" | "DISCONNECT";
    readonly connectionId: string;
    readonly requestId: string;
    readonly connectedAt: number;
    /** Whose it is, as the authorizer said when it opened. */
    readonly authorizer?: AuthorizerContext;
  };
  readonly body?: string;
}

export type Composed = Awaited<ReturnType<typeof composeWebSocket>>;
