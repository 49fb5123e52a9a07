import { toBuffer, toText } from "../byte-string.ts";
import { type Reply, Status } from "../reply.ts";

export type EncodedReply = null | number | string | EncodedReply[];

export function encodeReply(reply: Reply, base64: boolean): EncodedReply {
  const text = reply instanceof Status ? reply.text : reply;
  return base64 && text === "OK" ? "OK" : encodeNested(reply, base64);
}

function encodeNested(reply: Reply, base64: boolean): EncodedReply {
  if (reply === null || typeof reply === "number") return reply;
  if (Array.isArray(reply)) return reply.map((item) => encodeNested(item, base64));
  const bytes = reply instanceof Status ? reply.text : reply;
  return base64 ? toBuffer(bytes).toString("base64") : toText(bytes);
}
