import type { ByteString } from "../byte-string.ts";

const token =
  /--\[(=*)\[[\s\S]*?\]\1\]|--[^\n]*|\[(=*)\[[\s\S]*?\]\2\]|"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|[A-Za-z_]\w*|0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/g;

/** Writes whole numbers in a script as doubles: redis runs Lua 5.1, where 60000 * 60000 is no 32-bit integer. */
export const useDoubles = (source: ByteString): ByteString =>
  source.replace(token, (word) => (/^(\d+|0[xX][\da-fA-F]+)$/.test(word) ? `${Number(word)}.0` : word));
