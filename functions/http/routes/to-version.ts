/** No state ever has it. */
const noVersion = -1;

/** The version that If-Match names; null where any will do. What is no tag of ours matches none. */
export function toVersion(ifMatch: string | undefined): number | null {
  if (ifMatch === undefined || ifMatch.trim() === "*") return null;
  const tag = /^\s*"(\d{1,9})"\s*$/.exec(ifMatch);
  return tag ? Number(tag[1]) : noVersion;
}
