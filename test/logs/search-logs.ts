import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Where a secret was found: never the secret itself. */
export interface Finding {
  readonly of: string;
  /** What the line says happened. */
  readonly what: string;
  readonly kind: string;
}

const patterns: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ["a token", /eyJ[\w-]{8,}\.[\w-]{4,}\./],
  ["a refresh token", /aimi_rt_[\w-]{20,}/],
  ["a calendar's address", /aimi_cal_[\w-]{20,}/],
  ["a ticket", /aimi_wt_[\w-]{20,}/],
  ["an API key", /aimi_[a-z0-9-]+_[0-9A-Za-z]{22}_[0-9A-Za-z]{6}/],
  ["a login of Postgres", /postgres(ql)?:\/\/[^\s":/@]+:[^\s"@]+@/],
  ["a bearer's credentials", /bearer +[\w.-]{12,}/i],
];
const mostSpoken = 500;

/** Goes through all captured lines for whatever looks like a secret, and for all that the suite knows to be one. */
export async function searchLogs(folder: string): Promise<{ lines: number; findings: readonly Finding[] }> {
  const secrets = await readNotes(folder, "secrets-");
  const spoken = sampleOf(await readNotes(folder, "spoken-"));
  const known = [
    ...secrets.map((text) => ["a known secret", text] as const),
    ...spoken.map((text) => ["what a person said", text] as const),
  ].map(([kind, text]) => [kind, JSON.stringify(text).slice(1, -1)] as const);
  const findings: Finding[] = [];
  let count = 0;
  for (const file of (await readdir(folder)).filter((name) => name.endsWith(".log"))) {
    const text = await readFile(join(folder, file), "utf8");
    const lines = text.split("\n").filter(Boolean);
    count += lines.length;
    const present = known.filter(([, secret]) => text.includes(secret));
    for (const line of lines) {
      const found = [
        ...patterns.filter(([, pattern]) => pattern.test(line)),
        ...present.filter(([, secret]) => line.includes(secret)),
      ];
      findings.push(...found.map(([kind]) => ({ ...readHead(line), kind })));
    }
  }
  return { lines: count, findings };
}

async function readNotes(folder: string, prefix: string): Promise<string[]> {
  const files = (await readdir(folder)).filter((name) => name.startsWith(prefix));
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
  return [...new Set(texts.flatMap((text) => text.split("\n").filter(Boolean)))].map((line) =>
    JSON.parse(line),
  );
}

/** Of thousands of texts enough to find a line that quotes them. */
function sampleOf(texts: readonly string[]): readonly string[] {
  const step = Math.max(1, texts.length / mostSpoken);
  return Array.from({ length: Math.min(texts.length, mostSpoken) }, (_, at) => texts[Math.floor(at * step)]!);
}

function readHead(line: string): { of: string; what: string } {
  const [of = "?", ...rest] = line.split("\t");
  const { groups } = /"what":"(?<what>[^"]*)"/.exec(rest.join("\t")) ?? {};
  return { of, what: groups?.what ?? "a line that is no JSON" };
}
