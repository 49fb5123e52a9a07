/** Null where a model wrote no JSON object. */
export function parseArguments(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text === "" ? "{}" : text, toStorable);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** Postgres keeps no NUL and no half of a surrogate pair, and a turn keeps its calls. */
function toStorable(key: string, value: unknown): unknown {
  if (key.includes("\u0000") || !key.isWellFormed()) throw new SyntaxError("a name that cannot be kept");
  return typeof value === "string" ? value.replaceAll("\u0000", "").toWellFormed() : value;
}
