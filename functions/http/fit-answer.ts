/** Lambda's 6 MB, less headers and what else stands in an answer. */
const roomBytes = 4_500_000;

/** The first of them: as many as one answer of Lambda holds, and one at least. */
export function fitAnswer<Item>(items: readonly Item[]): readonly Item[] {
  let bytes = 0;
  const end = items.findIndex((item, at) => {
    bytes += sizeOf(item);
    return at > 0 && bytes > roomBytes;
  });
  return end < 0 ? items : items.slice(0, end);
}

/** A body stands in Lambda's answer as a string of JSON: what is escaped is escaped twice. */
function sizeOf(item: unknown): number {
  return Buffer.byteLength(JSON.stringify(JSON.stringify(item)));
}
