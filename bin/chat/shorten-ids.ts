const least = 8;

/** The beginning of each id by which it can be told from the others. Ids of one minute begin alike. */
export function shortenIds(ids: readonly string[]): Map<string, string> {
  const sorted = [...ids].sort();
  return new Map(
    sorted.map((id, i) => {
      const shared = Math.max(sharedLength(id, sorted[i - 1]), sharedLength(id, sorted[i + 1]));
      return [id, id.slice(0, Math.max(least, shared + 1))];
    }),
  );
}

function sharedLength(id: string, other = ""): number {
  let length = 0;
  while (length < id.length && id[length] === other[length]) length += 1;
  return length;
}
