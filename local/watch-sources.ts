import { watch } from "node:fs";
import { join } from "node:path";
import { type FunctionName, functionNames } from "#infra/topology.ts";
import { bundleInto, type Sources, sourcesOf } from "./bundle-functions.ts";
import type { LocalCloud } from "./cloud.ts";

interface Watching {
  readonly cloud: Pick<LocalCloud, "bundlesDir" | "lambda" | "migrate">;
  readonly root: string;
  onNote(note: string): void;
}

const watched = ["functions", "shared", "migrations"];
const settleMs = 100;

/** Makes a change of the sources live: bundles anew what it concerns, and lets new calls run the new code. */
export function watchSources({ cloud, root, onNote }: Watching): { close(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let generation = 0;
  let sources: Sources | undefined;
  // Not live yet: after an error too.
  const changed = new Set<string>();

  const rebuild = async () => {
    const startedAt = performance.now();
    sources ??= await sourcesOf(cloud.bundlesDir);
    const taken = [...changed];
    changed.clear();
    const names = concerned(taken, sources);
    if (names.length === 0) return;
    // A folder of its own each time: running environments still load chunks of the old one.
    const folder = join(cloud.bundlesDir, `changed-${++generation}`);
    try {
      sources = { ...sources, ...(await bundleInto(folder, names)) };
      cloud.lambda.reload(folder, names);
      await cloud.migrate();
      onNote(`Changed: live again after ${Math.round(performance.now() - startedAt)} ms`);
    } catch (error) {
      for (const path of taken) changed.add(path);
      onNote(`Not live yet, the change has an error: ${error instanceof Error ? error.message : error}`);
    }
  };

  const watchers = watched.map((folder) =>
    watch(join(root, folder), { recursive: true }, (_event, file) => {
      if (!file || file.endsWith(".test.ts")) return;
      changed.add(join(folder, file));
      clearTimeout(timer);
      timer = setTimeout(() => {
        running = running.then(rebuild);
      }, settleMs);
    }),
  );
  return {
    async close() {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
      await running;
    },
  };
}

/** The functions whose bundles hold one of these files. All of them know the names of the migrations. */
function concerned(paths: readonly string[], sources: Sources): FunctionName[] {
  if (paths.some((path) => path.startsWith("migrations/"))) return [...functionNames];
  return functionNames.filter((name) => paths.some((path) => sources[name]?.includes(path) ?? true));
}
