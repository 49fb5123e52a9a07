import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type AppendLog, DamagedLog, openLog, readLog, rewriteLog } from "./append-log.ts";
import type { Backend } from "./backend.ts";
import type { ByteString } from "./byte-string.ts";
import { Channels } from "./channels.ts";
import { allCommands } from "./commands/all-commands.ts";
import { reads } from "./commands/command.ts";
import { Engine } from "./engine.ts";
import { scriptCommands } from "./lua/script-commands.ts";
import { snapshot } from "./snapshot.ts";

const compactAfterBytes = 64 * 1024 * 1024;

export function openEmbedded(dataDir: string | null, now: () => number): Backend {
  const channels = new Channels();
  const publish = reads(3, (_store, [channel = "", payload = ""]) => channels.publish(channel, payload));
  let log: PersistentLog | null = null;
  const engine = new Engine((running) => ({ ...allCommands, ...scriptCommands(running), PUBLISH: publish }), {
    now,
    record: (record) => log?.append(record),
  });
  if (dataDir !== null) log = openPersistentLog(dataDir, engine, now);
  return {
    run: async (command: ByteString[]) => engine.run(command),
    transaction: async (commands) => engine.transaction(commands),
    subscribe: async (subscription, listener) => channels.subscribe(subscription, listener),
    close: async () => log?.close(),
  };
}

type PersistentLog = Pick<AppendLog, "append" | "close">;

function openPersistentLog(dataDir: string, engine: Engine, now: () => number): PersistentLog {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, "redis-commands.log");
  replayLog(path, engine);
  let log = openCompacted(path, engine, now());
  return {
    append(record) {
      log.append(record);
      if (log.bytesAppended() < compactAfterBytes) return;
      log.close();
      log = openCompacted(path, engine, record.atMs);
    },
    close: () => log.close(),
  };
}

function replayLog(path: string, engine: Engine): void {
  const records = readLog(path);
  try {
    for (const record of records) engine.replay(record);
  } catch (error) {
    throw new DamagedLog(path, { cause: error });
  }
}

function openCompacted(path: string, engine: Engine, atMs: number): AppendLog {
  engine.store.nowMs = atMs;
  rewriteLog(path, atMs, snapshot(engine.store));
  return openLog(path);
}
