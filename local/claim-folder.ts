import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StartupFailure } from "./startup-failure.ts";

export interface Claim {
  /** Tells who asks next where this one answers. */
  announce(url: string): void;
  release(): void;
}

/** Makes sure that one local cloud at a time works on a folder. */
export function claimFolder(dataDir: string): Claim {
  const address = join(dataDir, "address");
  let lock: DatabaseSync | undefined;
  try {
    mkdirSync(dataDir, { recursive: true });
    lock = new DatabaseSync(join(dataDir, "lock"));
    // The operating system drops SQLite's file lock with its process, however that ends.
    lock.exec("begin exclusive");
    rmSync(address, { force: true });
  } catch (error) {
    lock?.close();
    if (error instanceof Error && error.message.includes("locked")) {
      throw new StartupFailure(
        `Aimi already runs on ${dataDir} (${readAddress(address)}): use that one, end it with Ctrl-C, or start another with AIMI_DATA_DIR and AIMI_PORT set.`,
      );
    }
    throw new StartupFailure(
      `The data folder ${dataDir} cannot be used (${error instanceof Error ? error.message : error}): delete it to start empty, or choose another with AIMI_DATA_DIR.`,
      error,
    );
  }
  const held = lock;
  return {
    announce: (url) => writeFileSync(address, url),
    release: () => held.close(),
  };
}

function readAddress(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "still starting";
  }
}
