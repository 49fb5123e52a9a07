import { randomInt } from "node:crypto";
import { crc32 } from "node:zlib";

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** 62^22 is more than 2^130. */
const randomLength = 22;
const checksumLength = 6;

/** `aimi_<stage>_<random>_<checksum>`: what leaked is found by its shape, and what is mistyped needs no look-up. */
export function makeApiKey(stage: string): string {
  const random = Array.from({ length: randomLength }, () => digits[randomInt(digits.length)]).join("");
  const secret = `aimi_${stage}_${random}`;
  return `${secret}_${checksumOf(secret)}`;
}

export function isApiKey(key: string, stage: string): boolean {
  const secret = key.slice(0, -checksumLength - 1);
  const prefix = `aimi_${stage}_`;
  return (
    secret.length === prefix.length + randomLength &&
    secret.startsWith(prefix) &&
    /^[0-9A-Za-z]+$/.test(secret.slice(prefix.length)) &&
    key === `${secret}_${checksumOf(secret)}`
  );
}

function checksumOf(secret: string): string {
  let rest = crc32(secret);
  let text = "";
  for (let at = 0; at < checksumLength; at++) {
    text = digits[rest % digits.length] + text;
    rest = Math.floor(rest / digits.length);
  }
  return text;
}
