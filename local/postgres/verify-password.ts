import { createHash, createHmac, pbkdf2Sync, timingSafeEqual } from "node:crypto";

const verified = new Set<string>();

/** Whether the password fits what pg_authid holds (SCRAM, or md5 of an older server). */
export function verifyPassword(login: string, password: string, verifier: string | null): boolean {
  if (verifier === null) return false;
  const key = JSON.stringify([login, password, verifier]);
  if (verified.has(key)) return true;
  if (!matches(login, password, verifier)) return false;
  verified.add(key);
  return true;
}

function matches(login: string, password: string, verifier: string): boolean {
  if (verifier.startsWith("md5")) {
    return equal(verifier, `md5${createHash("md5").update(`${password}${login}`).digest("hex")}`);
  }
  const [, iterations, salt, storedKey] = /^SCRAM-SHA-256\$(\d+):([^$]+)\$([^:]+):/.exec(verifier) ?? [];
  if (iterations === undefined || salt === undefined || storedKey === undefined) return false;
  const salted = pbkdf2Sync(password, Buffer.from(salt, "base64"), Number(iterations), 32, "sha256");
  const clientKey = createHmac("sha256", salted).update("Client Key").digest();
  return equal(storedKey, createHash("sha256").update(clientKey).digest("base64"));
}

function equal(expected: string, given: string): boolean {
  const left = Buffer.from(expected);
  const right = Buffer.from(given);
  return left.length === right.length && timingSafeEqual(left, right);
}
