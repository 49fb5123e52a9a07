import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StartupFailure } from "../startup-failure.ts";

export interface DataFolder {
  readonly path: string;
  readonly fresh: boolean;
  /** To call once the new database is whole: from then on it is never thrown away. */
  finish(): Promise<void>;
  unlock(): void;
}

export async function openDataFolder(dataDir: string): Promise<DataFolder> {
  await mkdir(dataDir, { recursive: true }).catch((cause: unknown) => {
    throw damaged(dataDir, cause);
  });
  const lock = lockFolder(dataDir);
  try {
    const path = join(dataDir, "data");
    const unfinished = join(dataDir, "unfinished");
    if (existsSync(unfinished)) await rm(path, { recursive: true, force: true });
    const fresh = !existsSync(path);
    if (fresh) await writeFile(unfinished, "");
    else await assertWhole(dataDir, path);
    return {
      path,
      fresh,
      finish: () => rm(unfinished, { force: true }),
      unlock: () => lock.close(),
    };
  } catch (error) {
    lock.close();
    throw error;
  }
}

export function damaged(dataDir: string, cause: unknown): Error {
  return new StartupFailure(
    `The Postgres data in ${dataDir} cannot be read: move that folder away, or delete it to start empty.`,
    cause,
  );
}

// The operating system drops SQLite's file lock with its process, however that ends.
function lockFolder(dataDir: string): DatabaseSync {
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(join(dataDir, "lock"));
    lock.exec("begin exclusive");
    return lock;
  } catch (cause) {
    lock?.close();
    if (!(cause instanceof Error && cause.message.includes("locked"))) throw damaged(dataDir, cause);
    throw new StartupFailure(
      `The Postgres data in ${dataDir} is in use by another running process: stop that one first, or choose another folder.`,
      cause,
    );
  }
}

async function assertWhole(dataDir: string, path: string): Promise<void> {
  const version = await readFile(join(path, "PG_VERSION"), "utf8").catch((cause: unknown) => {
    throw damaged(dataDir, cause);
  });
  if (version.trim() !== "18") throw damaged(dataDir, `data of Postgres ${version.trim()}`);
}
