/** A model's name may have slashes, and an HTTP API has decoded them before they come here. */
const mayHaveSlashes: ReadonlySet<string> = new Set(["model"]);
const parameter = /\{([^}]+)\}/g;

/** A contract's path as Hono writes it. */
export function toPattern(path: string): string {
  return path.replaceAll(parameter, (_, name: string) =>
    mayHaveSlashes.has(name) ? `:${name}{.+}` : `:${name}`,
  );
}

/** What matches every address of a contract's path. */
export function toMatcher(path: string): RegExp {
  const escaped = path
    .replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&")
    .replaceAll(parameter, (_, name: string) => (mayHaveSlashes.has(name) ? ".+" : "[^/]+"));
  return new RegExp(`^${escaped}$`);
}
