import { MethodNotAllowed, NotFound } from "#shared/errors.ts";
import { routes } from "../routes/index.ts";

/** A known address asked in the wrong way is 405, anything else 404. */
export function answerNoRoute(method: string, path: string): Error {
  const allowed = routes
    .filter(({ contract }) => matcherOf(contract.path).test(path))
    .map(({ contract }) => contract.method.toUpperCase());
  if (allowed.length === 0 || allowed.includes(method)) return new NotFound(`${method} ${path}`);
  return new MethodNotAllowed([...new Set(allowed)]);
}

function matcherOf(path: string): RegExp {
  const escaped = path.replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&").replaceAll(/\{[^}]+\}/g, "[^/]+");
  return new RegExp(`^${escaped}$`);
}
