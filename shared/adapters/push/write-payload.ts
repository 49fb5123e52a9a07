import type { PushNote } from "../../ports/push.ts";

/** What APNs takes. */
const mostBytes = 4_096;
const ellipsis = "…";

/** A note as the device reads it; a long text is cut between two characters. Its category is what it is about. */
export function writePayload({ body, data }: Pick<PushNote, "body" | "data">): string {
  const { type: category } = data;
  const write = (text: string) =>
    JSON.stringify({ ...data, aps: { alert: { body: text }, sound: "default", category } });
  const room = mostBytes - Buffer.byteLength(write(""));
  return write(cut(body, room));
}

function cut(text: string, bytes: number): string {
  if (bytesOf(text) <= bytes) return text;
  let kept = "";
  let left = bytes - bytesOf(ellipsis);
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    left -= bytesOf(segment);
    if (left < 0) break;
    kept += segment;
  }
  return kept + ellipsis;
}

/** Within JSON. */
function bytesOf(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}
