import { appendFileSync } from "node:fs";
import { join } from "node:path";

export interface Exchange {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** What came back, as text. */
  readonly answer: string;
}

/** Fields that hold what nobody else may know, wherever they stand in a body. */
const secretFields = new Set([
  "key",
  "ticket",
  "access_token",
  "refresh_token",
  "identity_token",
  "authorization_code",
  "token",
  "url",
]);
/** Fields that hold what a person said. */
const spokenFields = new Set(["content", "query", "text", "message"]);
const shortest = 12;
const longest = 200;

/** What of an exchange must stand in no log. */
export function secretsIn({ headers, body, answer }: Exchange): { secrets: string[]; spoken: string[] } {
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const credentials = named
    .filter(([name]) => name === "x-api-key" || name === "authorization")
    .map(([, value]) => value.replace(/^\w+ +/, ""));
  const [asked, given] = [typeof body === "string" ? parse(body) : body, parse(answer)];
  return {
    secrets: [...credentials, ...pick(asked, secretFields), ...pick(given, secretFields)].filter(isTelling),
    spoken: pick(asked, spokenFields).filter(isTelling),
  };
}

export function noteSecrets(folder: string, kind: "secrets" | "spoken", values: readonly string[]): void {
  if (values.length === 0) return;
  const lines = values.map((value) => `${JSON.stringify(value)}\n`).join("");
  appendFileSync(join(folder, `${kind}-${process.pid}.jsonl`), lines);
}

function pick(value: unknown, fields: ReadonlySet<string>, depth = 8): string[] {
  if (typeof value !== "object" || value === null || depth === 0) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === "string" && fields.has(name) ? [inner] : pick(inner, fields, depth - 1),
  );
}

/** Short words stand in logs by chance. */
function isTelling(value: string): boolean {
  return value.length >= shortest && value.length <= longest * 10 && new Set(value).size > 4;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
