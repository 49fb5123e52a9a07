import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";

/** The embedding server's cache: 16 bytes of the text's SHA-256, then its vector in half precision. */
export const dimensions = 384;
const keyBytes = 16;
const rowBytes = keyBytes + dimensions * 2;

export type HalfVector = Uint16Array;

export async function readVectors(path: string): Promise<(text: string) => HalfVector> {
  const file = await readFile(path);
  const rows = new Map<string, HalfVector>();
  for (let at = 0; at < file.length; at += rowBytes) {
    const vector = new Uint16Array(
      file.buffer.slice(file.byteOffset + at + keyBytes, file.byteOffset + at + rowBytes),
    );
    rows.set(file.toString("base64", at, at + keyBytes), vector);
  }
  return (text) => {
    const vector = rows.get(keyOf(text).toString("base64"));
    if (!vector) throw new Error(`${path} holds no vector of: ${text}`);
    return vector;
  };
}

export async function writeVectors(path: string, vectors: ReadonlyMap<string, HalfVector>): Promise<void> {
  const file = Buffer.alloc(vectors.size * rowBytes);
  let at = 0;
  for (const [text, vector] of vectors) {
    keyOf(text).copy(file, at);
    Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).copy(file, at + keyBytes);
    at += rowBytes;
  }
  await writeFile(path, file);
}

export function toNumbers(vector: HalfVector): number[] {
  return [...new Float16Array(vector.buffer, vector.byteOffset, vector.length)];
}

function keyOf(text: string): Buffer {
  return createHash("sha256").update(text).digest().subarray(0, keyBytes);
}
