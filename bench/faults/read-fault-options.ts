import { parseArgs } from "node:util";

/** Which runs, each by its seed, how many at once, and whether all their scripts are shown. */
export function readFaultOptions(defaults: { readonly runs: number; readonly lanes: number }) {
  const { values } = parseArgs({
    options: {
      runs: { type: "string", default: String(defaults.runs) },
      seed: { type: "string", default: "1" },
      lanes: { type: "string", default: String(defaults.lanes) },
      script: { type: "boolean", default: false },
    },
  });
  const [count, first] = [Number(values.runs), Number(values.seed)];
  return {
    count,
    seeds: Array.from({ length: count }, (_, at) => first + at),
    lanes: Math.min(Number(values.lanes), count),
    script: values.script,
  };
}
