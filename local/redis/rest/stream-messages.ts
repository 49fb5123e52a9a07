import type { IncomingMessage, ServerResponse } from "node:http";
import type { Backend } from "../backend.ts";
import { fromText, toText } from "../byte-string.ts";
import type { Subscription } from "../channels.ts";

/** /subscribe/{channel} and /psubscribe/{pattern}: server-sent events until the client leaves. */
export async function streamMessages(
  backend: Backend,
  subscriptions: Subscription[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const send = (...fields: string[]) => response.write(formatEvent(fields));
  const confirmed: string[][] = [];
  const stops: (() => void)[] = [];
  let open = true;
  const leave = () => {
    open = false;
    for (const stop of stops.splice(0)) stop();
  };
  request.socket.once("close", leave);
  for (const [index, subscription] of subscriptions.entries()) {
    const { kind, name } = subscription;
    const prefix = kind === "pattern" ? ["pmessage", toText(name)] : ["message"];
    stops.push(
      await backend.subscribe(subscription, (channel, payload) => {
        send(...prefix, toText(channel), toText(payload));
      }),
    );
    confirmed.push([kind === "pattern" ? "psubscribe" : "subscribe", toText(name), String(index + 1)]);
  }
  if (!open) return leave();
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-cache" });
  for (const confirmation of confirmed) send(...confirmation);
}

export function parseSubscriptions(pathname: string): Subscription[] | null {
  const [word = "", ...names] = pathname.slice(1).split("/");
  const kind = word === "subscribe" ? "channel" : word === "psubscribe" ? "pattern" : null;
  if (kind === null || names.length === 0) return null;
  return names.map((name) => ({ kind, name: fromText(decodeURIComponent(name)) }));
}

const formatEvent = (fields: string[]) => `data: ${fields.join(",").replaceAll("\n", "\ndata: ")}\n\n`;
