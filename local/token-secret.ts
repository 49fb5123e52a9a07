import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What signs tokens where nobody gave a secret: made once for a folder, so that tokens outlive a restart. */
export async function tokenSecret(dataDir: string | null): Promise<string> {
  const made = randomBytes(32).toString("base64url");
  if (dataDir === null) return made;
  const known = await readTokenSecret(dataDir);
  if (known !== undefined) return known;
  await mkdir(dataDir, { recursive: true });
  await writeFile(fileIn(dataDir), made, { mode: 0o600 });
  return made;
}

export async function readTokenSecret(dataDir: string): Promise<string | undefined> {
  const secret = await readFile(fileIn(dataDir), "utf8").catch(() => "");
  return secret.length >= 32 ? secret : undefined;
}

function fileIn(dataDir: string): string {
  return join(dataDir, "jwt-secret");
}
