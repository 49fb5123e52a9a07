import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
const node = join(root, "node_modules/node/bin/node");

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  /** What it said on stderr, line by line. */
  readonly complaints: readonly string[];
}

interface DevOptions {
  readonly dataDir: string;
  readonly settings?: Readonly<Record<string, string>>;
  /** Where the project is: another place for a copy of it. */
  readonly project?: string;
}

export type DevProcess = ReturnType<typeof startDev>;

/** Runs what `npm run dev` runs, on a free port unless the settings name one. */
export function startDev({ dataDir, settings = {}, project = root }: DevOptions) {
  const child = spawn(node, [join(project, "local/dev.ts")], {
    cwd: project,
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, ...realParts(), AIMI_DATA_DIR: dataDir, AIMI_PORT: "0", ...settings },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = once(child, "close").then(
    ([code]): Ended => ({
      code: code as number | null,
      stdout,
      complaints: stderr.split("\n").filter(Boolean),
    }),
  );

  const said = async (words: string | RegExp): Promise<RegExpExecArray> => {
    const expression = typeof words === "string" ? new RegExp(words) : words;
    for (;;) {
      const match = expression.exec(stdout);
      if (match) return match;
      const next = await Promise.race([once(child.stdout, "data"), ended]);
      if (!Array.isArray(next)) throw new Error(`It ended with ${next.code}: ${next.complaints.join("\n")}`);
    }
  };
  return {
    pid: child.pid!,
    ended,
    said,
    stdout: () => stdout,
    /** Its address, once it is ready. */
    async ready(): Promise<string> {
      await said("Ctrl-C ends it");
      return /HTTP\s+(\S+)/.exec(stdout)![1]!;
    },
    async end(signal: NodeJS.Signals): Promise<Ended> {
      signalTo(child, signal);
      return await ended;
    },
  };
}

function signalTo(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.exitCode === null) child.kill(signal);
}

function realParts(): Record<string, string> {
  return Object.fromEntries(
    ["AIMI_LOCAL_POSTGRES_URL", "AIMI_LOCAL_REDIS_URL"].flatMap((name) =>
      process.env[name] ? [[name, process.env[name]]] : [],
    ),
  );
}

/** The processes that a process has started, by their ids, as Linux knows them. */
export function childrenOf(pid: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => parentOf(candidate) === pid);
}

export function isAlive(pid: number): boolean {
  return parentOf(pid) !== undefined;
}

function parentOf(pid: number): number | undefined {
  try {
    const [, rest = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(/\) /);
    const [state, parent] = rest.split(" ");
    return state === "Z" ? undefined : Number(parent);
  } catch {
    return undefined;
  }
}
