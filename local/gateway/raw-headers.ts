import type { IncomingMessage } from "node:http";

/** Header fields as they came: original case and order, repeated ones apart. */
export function rawHeaderPairs(req: IncomingMessage): [name: string, value: string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at < req.rawHeaders.length; at += 2) {
    pairs.push([req.rawHeaders[at] ?? "", req.rawHeaders[at + 1] ?? ""]);
  }
  return pairs;
}

/** The addresses so far, and the peer's as the last. */
export function forwardedFor(req: IncomingMessage): string {
  const before = rawHeaderPairs(req).filter(([name]) => name.toLowerCase() === "x-forwarded-for");
  return [...before.map(([, value]) => value), peerAddress(req)].join(", ");
}

export function peerAddress(req: IncomingMessage): string {
  return (req.socket.remoteAddress ?? "127.0.0.1").replace(/^::ffff:/, "");
}
