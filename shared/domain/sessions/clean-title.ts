import { toOneLine } from "../learning/to-one-line.ts";

const mostWords = 6;
const mostCharacters = 80;

/** One short line of words; null where nothing is left. */
export function cleanTitle(given: string): string | null {
  const line = toOneLine(given).replace(/^\s*(title|titel|titre|título)\s*:/iu, "");
  const words = stripped(line).split(" ").filter(Boolean).slice(0, mostWords);
  let title = "";
  for (const word of words) {
    const longer = title === "" ? word : `${title} ${word}`;
    if (lengthOf(longer) > mostCharacters) break;
    title = longer;
  }
  // A word that is too long by itself, or a language that has no spaces.
  if (title === "" && words[0] !== undefined) title = [...words[0]].slice(0, mostCharacters).join("");
  title = stripped(title);
  return /[\p{L}\p{N}]/u.test(title) ? title : null;
}

/** Without the quotes and marks around it, and what ends a sentence or goes on. */
function stripped(text: string): string {
  return text
    .trim()
    .replace(/^["'“”„‚‘’«»‹›`*_#\s]+/u, "")
    .replace(/["'“”„‚‘’«»‹›`*_\s.,;:。、]+$/u, "");
}

function lengthOf(text: string): number {
  return [...text].length;
}
