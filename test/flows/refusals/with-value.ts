type Json = Record<string, unknown> | unknown[];

/** A copy with another value at a dotted path; undefined takes it away. */
export function withValue<Whole>(whole: Whole, path: string, value: unknown): Whole {
  const copy = structuredClone(whole);
  const steps = path.split(".");
  const last = steps.pop()!;
  let place = copy as Record<string, unknown>;
  for (const step of steps) {
    place[step] ??= {};
    place = place[step] as Json as Record<string, unknown>;
  }
  if (value === undefined) delete place[last];
  else place[last] = value;
  return copy;
}
