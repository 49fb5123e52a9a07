import { WebSocket } from "ws";
import type { ClientFrame } from "#shared/wire/frames/client-frame.ts";
import { type ServerFrame, serverFrame } from "#shared/wire/frames/server-frame.ts";
import type { Script } from "./script.ts";

export interface DeviceOptions {
  readonly url: string;
  readonly name: string;
  readonly script: Script;
  /** How long it takes to come back after it was cut off. */
  reconnectMs(): number;
  onOpen(): void;
  onFrame(frame: ServerFrame): void;
  complain(what: string): void;
}

export type Device = ReturnType<typeof openDevice>;

/** A socket that comes back by itself, and holds what it is sent against what the server may send. */
export function openDevice(options: DeviceOptions) {
  const { url, name, script } = options;
  /** Of this socket: up to which seq each turn was told. */
  let told = new Map<string, number>();
  let socket: WebSocket | undefined;
  let closed = false;

  function connect(): void {
    const opened = new WebSocket(url);
    socket = opened;
    told = new Map();
    opened.on("open", () => options.onOpen());
    opened.on("message", (data) => {
      if (opened === socket) receive(String(data));
    });
    opened.on("error", () => undefined);
    opened.on("close", () => {
      if (closed || opened !== socket) return;
      setTimeout(() => {
        if (!closed) connect();
      }, options.reconnectMs());
    });
  }

  function receive(text: string): void {
    const json: unknown = JSON.parse(text);
    // API Gateway's own words where the function behind it died.
    if (typeof json === "object" && json !== null && "connectionId" in json) return;
    const { success, data: frame, error } = serverFrame.safeParse(json);
    if (!success) return void options.complain(`${name} was sent ${text.slice(0, 200)}: ${error.message}`);
    script.note(`${name} <- ${describe(frame)}`);
    followSeq(frame);
    options.onFrame(frame);
  }

  /** On one socket no frame of a turn comes before those that it lacks. */
  function followSeq(frame: ServerFrame): void {
    if (!("seq" in frame) || frame.seq === undefined || frame.turn_id === undefined) return;
    const before = told.get(frame.turn_id) ?? 0;
    if (frame.seq > before + 1) options.complain(`${name} was sent ${describe(frame)} after seq ${before}`);
    told.set(frame.turn_id, Math.max(before, frame.seq));
  }

  connect();
  return {
    isOpen: () => socket?.readyState === WebSocket.OPEN,

    send(frame: ClientFrame): void {
      if (socket?.readyState !== WebSocket.OPEN) return;
      script.note(`${name} -> ${JSON.stringify(frame)}`);
      if (frame.type === "chat.resume") {
        told.set(frame.turn_id, Math.max(told.get(frame.turn_id) ?? 0, frame.after));
      }
      socket.send(JSON.stringify(frame));
    },

    cut(): void {
      script.note(`${name} is cut off`);
      socket?.terminate();
    },

    close(): void {
      closed = true;
      socket?.close();
    },
  };
}

function describe(frame: ServerFrame): string {
  const { type, ...rest } = frame;
  const short = JSON.stringify(rest, (key, value) =>
    key === "memories" || key === "usage" ? undefined : value,
  );
  return `${type} ${short.slice(0, 220)}`;
}
