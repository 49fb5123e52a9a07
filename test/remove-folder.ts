import { rm } from "node:fs/promises";

/** A server that is ending may still write while its folder goes: then it is taken away again. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}
