export interface Connection {
  readonly connectionId: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly connectedAt: number;
}

/** The sockets that are open, by id. */
export interface Connections {
  put(connection: Connection): Promise<void>;
  remove(connectionId: string): Promise<void>;
}

/** Sends a frame to a socket; "gone" when nobody is there any more. */
export interface FrameSender {
  send(connectionId: string, frame: unknown): Promise<"sent" | "gone">;
}
