import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { databaseStatements, ownerStatements } from "./bootstrap.ts";
import { pgliteDatabase } from "./local-logins.ts";
import { PgliteEngine } from "./pglite-engine.ts";

const superuser = "postgres";
const statements = [...ownerStatements(), ...databaseStatements(pgliteDatabase, superuser)];
const cacheFolder = new URL("../../node_modules/.cache/aimi/", import.meta.url);

/** Opens the database in the folder, or an empty one: from the cached copy of a fresh one if there is. */
export async function openPglite(folder: string | null, fresh: boolean): Promise<PgliteEngine> {
  const cacheFile = fresh ? await locateCache() : undefined;
  const cached = cacheFile && (await readFile(cacheFile).catch(() => undefined));
  const db = await PGlite.create({
    ...(folder === null ? {} : { dataDir: folder }),
    ...(cached ? { loadDataDir: new Blob([cached]) } : {}),
    extensions: { vector },
  });
  for (const statement of statements) await db.exec(statement);
  if (cacheFile && !cached) await keep(db, cacheFile);
  return new PgliteEngine(db);
}

async function locateCache(): Promise<string> {
  const manifest = await readFile(
    new URL("../package.json", import.meta.resolve("@electric-sql/pglite")),
    "utf8",
  );
  const key = createHash("sha256")
    .update(JSON.stringify([manifest, statements]))
    .digest("hex");
  return fileURLToPath(new URL(`postgres-${key.slice(0, 16)}.tar`, cacheFolder));
}

async function keep(db: PGlite, cacheFile: string): Promise<void> {
  await db.exec("checkpoint");
  const dump = await db.dumpDataDir("none");
  const unfinished = `${cacheFile}.${process.pid}-${performance.now()}`;
  try {
    await mkdir(cacheFolder, { recursive: true });
    await writeFile(unfinished, Buffer.from(await dump.arrayBuffer()));
    await rename(unfinished, cacheFile);
  } catch (error) {
    // A read-only node_modules costs the next start two seconds, nothing else.
    process.emitWarning(`The empty database was not cached: ${error}`);
  }
}
