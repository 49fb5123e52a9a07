import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Bundles {
  folder: string;
  write(name: string, code: string): Promise<void>;
  remove(): Promise<void>;
}

/** A folder of small handlers for tests, laid out as the bundler does. */
export async function writeBundles(sources: Readonly<Record<string, string>>): Promise<Bundles> {
  const folder = await mkdtemp(join(tmpdir(), "aimi-bundles-"));
  async function write(name: string, code: string): Promise<void> {
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, name, "index.mjs"), code);
  }
  for (const [name, code] of Object.entries(sources)) await write(name, code);
  return { folder, write, remove: () => rm(folder, { recursive: true, force: true }) };
}
