const longestText = 1_000;

/**
 * What is known, as data: one JSON object a line between two marks. No text can end the block, since in JSON a `<`
 * may be written so that none is left.
 */
export function fenceLines(mark: string, lines: readonly string[]): string {
  return [`<${mark}>`, ...lines, `</${mark}>`].join("\n");
}

export function writeLine(facts: Readonly<Record<string, unknown>> & { readonly text: string }): string {
  const line = JSON.stringify({ ...facts, text: shorten(facts.text) });
  return line.replaceAll("<", "\\u003c").replaceAll(">", "\\u003e");
}

export function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function shorten(text: string): string {
  const characters = Array.from(text);
  return characters.length <= longestText ? text : `${characters.slice(0, longestText).join("")}…`;
}
