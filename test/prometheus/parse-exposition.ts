export interface ParsedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface ParsedFamily {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly ParsedSample[];
}

const types = ["counter", "gauge", "histogram", "summary", "untyped"];
const metricName = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;
const labelName = /^[a-zA-Z_][a-zA-Z0-9_]*/;
const number = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const suffixes: Readonly<Record<string, readonly string[]>> = { histogram: ["_bucket", "_sum", "_count"] };

/**
 * Reads Prometheus' text format 0.0.4 and refuses whatever its rules do not allow, and what they allow and we do not
 * want: metrics without HELP and TYPE, timestamps, spaces for good looks.
 */
export function parseExposition(text: string): ParsedFamily[] {
  if (text !== "" && !text.endsWith("\n")) throw new Error("the last line has no end");
  const families: { name: string; type: string; help: string; samples: ParsedSample[] }[] = [];
  const lines = text.split("\n").slice(0, -1);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    try {
      if (line.startsWith("# HELP ")) {
        const name = take(line.slice(7), metricName);
        const help = plainOf(takeAfter(line.slice(7), `${name} `), { quotes: false });
        if (families.some((family) => family.name === name)) throw new Error("its metric was there before");
        const type = takeAfter(lines[++at] ?? "", `# TYPE ${name} `);
        if (!types.includes(type)) throw new Error(`there is no type ${type}`);
        families.push({ name, type, help, samples: [] });
      } else {
        const family = families.at(-1);
        const sample = parseSample(line);
        const names = (suffixes[family?.type ?? ""] ?? [""]).map((suffix) => `${family?.name}${suffix}`);
        if (!family || !names.includes(sample.name)) throw new Error("it does not belong where it stands");
        family.samples.push(sample);
      }
    } catch (error) {
      throw new Error(`line ${at + 1}: ${line}\n${(error as Error).message}`);
    }
  }
  return families;
}

function parseSample(line: string): ParsedSample {
  const name = take(line, metricName);
  let rest = line.slice(name.length);
  const labels: Record<string, string> = {};
  if (rest.startsWith("{")) {
    rest = rest.slice(1);
    while (!rest.startsWith("}")) {
      const label = take(rest, labelName);
      if (label.startsWith("__")) throw new Error("labels that begin with __ are Prometheus' own");
      if (label in labels) throw new Error(`it has the label ${label} twice`);
      const quoted = take(takeAfter(rest, `${label}=`), /^"(?:[^"\\\n]|\\.)*"/);
      labels[label] = plainOf(quoted.slice(1, -1), { quotes: true });
      rest = rest.slice(label.length + 1 + quoted.length);
      if (rest.startsWith(",")) rest = rest.slice(1);
      else if (!rest.startsWith("}")) throw new Error("its labels do not end");
    }
    rest = rest.slice(1);
  }
  return { name, labels, value: parseValue(takeAfter(rest, " ")) };
}

export function parseValue(text: string): number {
  if (text === "NaN") return Number.NaN;
  const infinity = /^([+-]?)Inf$/.exec(text);
  if (infinity) return infinity[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (!number.test(text)) throw new Error(`${text} is no number`);
  return Number(text);
}

function plainOf(text: string, { quotes }: { quotes: boolean }): string {
  return text.replaceAll(/\\(.?)/g, (_, escaped: string) => {
    if (escaped === "\\") return "\\";
    if (escaped === "n") return "\n";
    if (quotes && escaped === '"') return '"';
    throw new Error(`\\${escaped} escapes nothing`);
  });
}

function take(text: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[0];
  if (!found) throw new Error(`at "${text}": expected ${pattern}`);
  return found;
}

function takeAfter(text: string, start: string): string {
  if (!text.startsWith(start)) throw new Error(`at "${text}": expected "${start}"`);
  return text.slice(start.length);
}
