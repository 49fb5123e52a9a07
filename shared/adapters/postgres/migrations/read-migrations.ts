import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

export interface Migration {
  readonly name: string;
  readonly checksum: string;
  readonly statements: readonly string[];
  /** Runs outside a transaction, so that it may build an index concurrently. */
  readonly noTransaction: boolean;
}

const fileName = /^\d{4}_[a-z0-9_]+\.sql$/;

/**
 * Reads a folder of migrations in their order. A file whose first line is `-- no-transaction` runs
 * statement by statement, divided by lines that say `-- next`.
 */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  const odd = names.find((name) => !fileName.test(name));
  if (odd) throw new Error(`${odd} is not named like 0001_what_it_does.sql`);
  refuseSharedNumbers(names);
  return await Promise.all(
    names.map(async (name) => parse(name, await readFile(join(folder, name), "utf8"))),
  );
}

function parse(name: string, text: string): Migration {
  const sql = text.replaceAll("\r\n", "\n");
  const noTransaction = sql.startsWith("-- no-transaction\n");
  return {
    name,
    checksum: createHash("sha256").update(sql).digest("hex"),
    statements: noTransaction ? sql.split(/^-- next$/m) : [sql],
    noTransaction,
  };
}

function refuseSharedNumbers(names: readonly string[]): void {
  names.forEach((name, index) => {
    const before = names[index - 1];
    if (before?.slice(0, 4) === name.slice(0, 4))
      throw new Error(`${before} and ${name} have the same number`);
  });
}
