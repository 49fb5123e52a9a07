import type { ByteString } from "./byte-string.ts";

/** A simple string such as OK, which Lua and Upstash's base64 encoding tell from a value. */
export class Status {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Reply = null | number | ByteString | Status | Reply[];

export const ok = new Status("OK");

export class CommandError extends Error {}

export const syntaxError = () => new CommandError("ERR syntax error");
export const notAnInteger = () => new CommandError("ERR value is not an integer or out of range");
export const notAFloat = () => new CommandError("ERR value is not a valid float");
export const wrongArity = (name: string) =>
  new CommandError(`ERR wrong number of arguments for '${name.toLowerCase()}' command`);
export const unavailable = (name: string) =>
  new CommandError(
    `ERR Command is not available: '${name.toUpperCase()}'. See https://upstash.com/docs/redis/overall/rediscompatibility for details`,
  );
