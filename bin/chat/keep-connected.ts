import { EventEmitter } from "node:events";
import WebSocket from "ws";
import { Cannot } from "../access/cannot.ts";
import { type HeardFrame, readFrame } from "./heard-frame.ts";
import { pauseBefore } from "./pause-before.ts";

interface ConnectionEvents {
  open: [];
  frame: [HeardFrame];
  /** It is gone, and another is on its way. */
  lost: [];
  /** There will be no other. */
  ended: [Error];
}

export interface Connection {
  readonly events: EventEmitter<ConnectionEvents>;
  readonly isOpen: () => boolean;
  /** Lost while the connection is: who waits for an answer sends again on `open`. */
  readonly send: (frame: object) => void;
  /** Another connection in place of one that says nothing. */
  readonly renew: () => void;
  readonly close: () => void;
}

export interface ConnectionOptions {
  readonly address: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** How often to try, before it was ever connected and after. */
  readonly tries: { readonly first: number; readonly later: number };
  readonly pause?: (attempt: number) => number;
}

const handshakeMs = 15_000;
const closeMs = 1_000;
const steadyMs = 5_000;

/** A socket that comes back by itself. */
export function keepConnected({
  address,
  headers,
  tries,
  pause = pauseBefore,
}: ConnectionOptions): Connection {
  const events = new EventEmitter<ConnectionEvents>();
  let socket: WebSocket | undefined;
  let nextTry: NodeJS.Timeout | undefined;
  let failures = 0;
  let everOpen = false;
  let isClosed = false;

  function dial(): void {
    const dialled = new WebSocket(address, { headers, handshakeTimeout: handshakeMs });
    socket = dialled;
    let refusal: number | undefined;
    let openedAt = Number.POSITIVE_INFINITY;
    dialled.on("open", () => {
      openedAt = performance.now();
      everOpen = true;
      events.emit("open");
    });
    dialled.on("message", (data, isBinary) => {
      const frame = isBinary ? undefined : readFrame(String(data));
      if (frame) failures = 0;
      if (frame && !isClosed) events.emit("frame", frame);
    });
    dialled.on("unexpected-response", (_, response) => {
      refusal = response.statusCode;
      dialled.terminate();
    });
    dialled.on("error", () => undefined);
    dialled.on("close", () => {
      if (isClosed) return;
      // A server that opens only to close again must not be dialled without a rest.
      if (performance.now() - openedAt > steadyMs) failures = 0;
      failures += 1;
      events.emit("lost");
      const end = refusal !== undefined && isFinal(refusal) ? refused(refusal, address) : undefined;
      if (end) stop(end);
      else if (failures >= (everOpen ? tries.later : tries.first)) stop(silent(address));
      else nextTry = setTimeout(dial, pause(failures));
    });
  }

  function stop(reason: Error): void {
    isClosed = true;
    events.emit("ended", reason);
  }

  dial();
  return {
    events,
    isOpen: () => socket?.readyState === WebSocket.OPEN,
    send: (frame) => {
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
    },
    renew: () => socket?.terminate(),
    close: () => {
      isClosed = true;
      clearTimeout(nextTry);
      const leaving = socket;
      leaving?.close(1000);
      setTimeout(() => leaving?.terminate(), closeMs).unref();
    },
  };
}

function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}

function refused(status: number, { origin, pathname }: URL): Error {
  const remedies: Record<number, string> = {
    401: "Say who you are with --token (npm run token), or with --key and --user.",
    403: "Check --token, --key, --user and --tenant: they do not fit together, or are no longer good.",
  };
  return new Cannot(
    `${origin}${pathname} refused the connection (${status})`,
    remedies[status] ?? "Check --url.",
  );
}

function silent({ origin, pathname }: URL): Error {
  return new Cannot(
    `Nothing answers at ${origin}${pathname}`,
    "Start it (npm run dev), or name another with --url.",
  );
}
