/** For a model that names or sums up what was said. */
export function sayRefused(types: readonly string[]): string {
  if (types.length === 0) return "";
  return `\nOf these kinds nothing may be kept, neither in the summary nor in a title or a line: ${types.join(", ")}.`;
}
