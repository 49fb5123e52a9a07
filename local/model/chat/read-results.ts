type Fields = Readonly<Record<string, unknown>>;

/** The list in what a tool gave, whichever name it has. */
function itemsIn(result: unknown): Fields[] {
  const list = Array.isArray(result) ? result : Object.values((result ?? {}) as object).find(Array.isArray);
  return (list ?? []).filter((item): item is Fields => typeof item === "object" && item !== null);
}

export function idsIn(result: unknown): string[] {
  return itemsIn(result).flatMap(({ id, memory_id }) => [id ?? memory_id].filter(isText));
}

export function textsIn(result: unknown): string[] {
  return itemsIn(result).flatMap(({ content, text }) => [content ?? text].filter(isText));
}

/** What went wrong, if the tool says so. */
export function errorIn(result: unknown): string | undefined {
  const { error } = (typeof result === "object" && result !== null ? result : {}) as Fields;
  if (error === undefined || error === null || error === false) return undefined;
  const { message, code } = (typeof error === "object" ? error : { message: error }) as Fields;
  return String(message ?? code ?? "it failed");
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
