import { watch } from "node:fs";
import { join } from "node:path";
import { bundleFunction } from "#infra/bundle.ts";
import { functionNames } from "#infra/topology.ts";
import type { LocalCloud } from "./cloud.ts";

interface Watching {
  readonly cloud: Pick<LocalCloud, "bundlesDir" | "lambda" | "migrate">;
  readonly root: string;
  onNote(note: string): void;
}

const watched = ["functions", "shared", "migrations"];
const settleMs = 100;

/** Makes a change of the sources live: bundles anew, and lets new calls run the new code. */
export function watchSources({ cloud, root, onNote }: Watching): { close(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let generation = 0;

  const rebuild = async () => {
    const startedAt = performance.now();
    // A folder of its own each time: running environments still load chunks of the old one.
    const folder = join(cloud.bundlesDir, `changed-${++generation}`);
    try {
      await Promise.all(functionNames.map((name) => bundleFunction(name, folder)));
      cloud.lambda.reload(folder);
      await cloud.migrate();
      onNote(`Changed: live again after ${Math.round(performance.now() - startedAt)} ms`);
    } catch (error) {
      onNote(`Not live yet, the change has an error: ${error instanceof Error ? error.message : error}`);
    }
  };

  const watchers = watched.map((name) =>
    watch(join(root, name), { recursive: true }, (_event, file) => {
      if (file?.endsWith(".test.ts")) return;
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
