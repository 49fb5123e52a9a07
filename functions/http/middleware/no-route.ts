import { MethodNotAllowed, NotFound } from "#shared/errors.ts";
import { toMatcher } from "../path-shapes.ts";
import { routes } from "../routes/index.ts";
import { routesOnDemand } from "../routes/on-demand.ts";

/** A known address asked in the wrong way is 405, anything else 404. */
export function answerNoRoute(method: string, path: string): Error {
  const allowed = addresses()
    .filter(([, known]) => toMatcher(known).test(path))
    .map(([allowedMethod]) => allowedMethod);
  if (allowed.length === 0 || allowed.includes(method)) return new NotFound(`${method} ${path}`);
  return new MethodNotAllowed([...new Set(allowed)]);
}

function addresses(): [method: string, path: string][] {
  const onDemand = routesOnDemand.flatMap((group) => group.addresses.map((address) => address.split(" ")));
  return [
    ...routes.map(({ contract }): [string, string] => [contract.method.toUpperCase(), contract.path]),
    ...onDemand.map(([method = "", path = ""]): [string, string] => [method, path]),
  ];
}
