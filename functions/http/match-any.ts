import { PreconditionFailed } from "#shared/errors.ts";

/** Nobody has so many; each is a write that may be refused. */
const mostTried = 10;

/**
 * If-Match may be a list, of which one tag is to fit. Which does is decided by whoever writes: they are tried one by one,
 * latest first. What is weak or no tag of ours fits nothing.
 */
export async function matchAny<Answer>(
  ifMatch: string | undefined,
  handle: (ifMatch: string | undefined) => Promise<Answer>,
): Promise<Answer> {
  const tags = ifMatch === undefined ? [] : tagsOf(ifMatch);
  for (const tag of tags.slice(0, -1)) {
    try {
      return await handle(tag);
    } catch (error) {
      if (!(error instanceof PreconditionFailed)) throw error;
    }
  }
  return await handle(tags.at(-1) ?? ifMatch);
}

/** A comma within quotes parts nothing. */
function tagsOf(ifMatch: string): readonly string[] {
  const elements = ifMatch.match(/(?:"[^"]*"|[^,"])+/g) ?? [];
  const versions = elements.flatMap((element) => /^\s*"(\d{1,9})"\s*$/.exec(element)?.[1] ?? []);
  const latestFirst = [...new Set(versions.map(Number))].toSorted((a, b) => b - a);
  return latestFirst.slice(0, mostTried).map((version) => `"${version}"`);
}
