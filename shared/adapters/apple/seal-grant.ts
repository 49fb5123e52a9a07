import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/** What revocation at Apple takes. */
export interface Grant {
  readonly clientId: string;
  readonly refreshToken: string;
}

const algorithm = "aes-256-gcm";
const version = "v1.";
const ivBytes = 12;
const tagBytes = 16;

/** The first secret seals, each one opens: a new one is put before the old. */
export function grantSeal(secrets: readonly string[]) {
  const keys = secrets.map((secret) => Buffer.from(hkdfSync("sha256", secret, "", "aimi apple grant", 32)));

  return {
    seal(grant: Grant): string {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv(algorithm, keys[0]!, iv, { authTagLength: tagBytes });
      const sealed = [iv, cipher.update(JSON.stringify(grant)), cipher.final(), cipher.getAuthTag()];
      return version + Buffer.concat(sealed).toString("base64url");
    },

    /** Null where none of the secrets sealed it. */
    open(sealed: string): Grant | null {
      if (!sealed.startsWith(version)) return null;
      const bytes = Buffer.from(sealed.slice(version.length), "base64url");
      for (const key of keys) {
        const text = decrypt(key, bytes);
        if (text !== null) return JSON.parse(text) as Grant;
      }
      return null;
    },
  };
}

function decrypt(key: Buffer, bytes: Buffer): string | null {
  try {
    const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, ivBytes), {
      authTagLength: tagBytes,
    });
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    return decipher.update(bytes.subarray(ivBytes, -tagBytes), undefined, "utf8") + decipher.final("utf8");
  } catch {
    return null;
  }
}
