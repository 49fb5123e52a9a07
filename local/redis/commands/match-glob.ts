import type { ByteString } from "../byte-string.ts";

/** Redis' patterns: * ? [abc] [^a-z] and \ before a literal character. */
export function globMatcher(pattern: ByteString): (text: ByteString) => boolean {
  const source = pattern.replace(
    /\\([\s\S])|\*+|\?|\[(\^?)((?:\\[\s\S]|[^\]\\])*)\]?|[\s\S]/g,
    (token, escaped?: string, negated?: string, members?: string) => {
      if (escaped !== undefined) return literal(escaped);
      if (token.startsWith("*")) return "[\\s\\S]*";
      if (token === "?") return "[\\s\\S]";
      if (members !== undefined) return characterClass(negated ?? "", members);
      return literal(token);
    },
  );
  const expression = new RegExp(`^${source}$`);
  return (text) => expression.test(text);
}

const literal = (character: string) => character.replace(/[\\^$.*+?()[\]{}|/-]/, "\\$&");

function characterClass(negated: string, members: string): string {
  const body = members.replace(/\\([\s\S])|[\\^[\]]/g, (token, escaped?: string) =>
    escaped === undefined ? `\\${token}` : literal(escaped),
  );
  if (body === "") return negated ? "[\\s\\S]" : "[]";
  return `[${negated}${body}]`;
}
