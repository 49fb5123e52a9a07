export interface Connection {
  readonly connectionId: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly connectedAt: number;
  /** The sign-in behind it; null where a key opened it. */
  readonly signInId: string | null;
  /** The stored key that opened it. */
  readonly keyId?: string;
  /** When the token behind it expires: nothing may be sent to it afterwards. */
  readonly expiresAt: number | null;
}

/** The sockets that are open, by id. */
export interface Connections {
  put(connection: Connection): Promise<void>;
  remove(connectionId: string): Promise<void>;
}

/** An open socket of a person. */
export interface HearingSocket {
  readonly connectionId: string;
  /** When the token behind it ends; null for one that no token opened. */
  readonly listensUntil: number | null;
}

/** Who hears a conversation, as kept beside the sockets. */
export interface Audience {
  /** Notes that the socket hears a conversation, so that it is found where Redis has forgotten. */
  hear(connectionId: string, conversationId: string): Promise<void>;
  /** Open sockets of a person that hear a conversation, those left out whose token has ended. */
  find(whose: {
    readonly tenantId: string;
    readonly userId: string;
    readonly conversationId: string;
  }): Promise<readonly HearingSocket[]>;
  /** Open sockets of a person, whatever they hear, those left out whose token has ended. */
  findAll(whose: { readonly tenantId: string; readonly userId: string }): Promise<readonly HearingSocket[]>;
}

/** Takes away what sockets have left that closed without a word; says how many. */
export interface ConnectionSweep {
  sweep(now: number): Promise<number>;
}

/** Sends a frame to a socket, and closes it; "gone" when nobody is there any more. */
export interface FrameSender {
  send(connectionId: string, frame: unknown): Promise<"sent" | "gone">;
  close(connectionId: string): Promise<void>;
}
