import type { ByteString } from "./byte-string.ts";
import { CommandError } from "./reply.ts";

export interface ValueOf {
  string: ByteString;
  list: ByteString[];
  hash: Map<ByteString, ByteString>;
  set: Set<ByteString>;
  zset: Map<ByteString, number>;
}
export type ValueType = keyof ValueOf;

export interface Entry<T extends ValueType = ValueType> {
  readonly type: T;
  value: ValueOf[T];
  expiresAtMs: number | null;
}

const maxKeyBytes = 32_768;

/** The keys and their expiry. The instant stands still while a command, script or transaction runs. */
export class Store {
  nowMs = 0;
  changed = false;
  /** What a command with a random outcome wants written to the log in its place. */
  logInstead: ByteString[] | null = null;
  private readonly entries = new Map<ByteString, Entry>();

  entry(key: ByteString): Entry | undefined {
    const entry = this.entries.get(key);
    if (entry?.expiresAtMs == null || entry.expiresAtMs > this.nowMs) return entry;
    this.entries.delete(key);
    return undefined;
  }

  read<T extends ValueType>(type: T, key: ByteString): ValueOf[T] | undefined {
    return this.typed(type, key)?.value;
  }

  /** As read, for a caller that will change what it gets. */
  edit<T extends ValueType>(type: T, key: ByteString): ValueOf[T] | undefined {
    const value = this.read(type, key);
    if (value !== undefined) this.changed = true;
    return value;
  }

  editOrCreate<T extends ValueType>(type: T, key: ByteString, create: () => ValueOf[T]): ValueOf[T] {
    const existing = this.edit(type, key);
    if (existing !== undefined) return existing;
    const value = create();
    this.put(type, key, value, null);
    return value;
  }

  put<T extends ValueType>(type: T, key: ByteString, value: ValueOf[T], expiresAtMs: number | null): void {
    if (key.length > maxKeyBytes) {
      throw new CommandError(
        `ERR max key size exceeded. Limit: ${maxKeyBytes} bytes, Actual: ${key.length} bytes`,
      );
    }
    this.changed = true;
    this.entries.set(key, { type, value, expiresAtMs });
  }

  putString(key: ByteString, value: ByteString, expiresAtMs: number | null = null): void {
    this.put("string", key, value, expiresAtMs);
  }

  /** Replaces the value and keeps the expiry. */
  replace<T extends ValueType>(type: T, key: ByteString, value: ValueOf[T]): void {
    this.put(type, key, value, this.typed(type, key)?.expiresAtMs ?? null);
  }

  setExpiry(key: ByteString, expiresAtMs: number | null): void {
    const entry = this.entry(key);
    if (!entry) return;
    this.changed = true;
    if (expiresAtMs !== null && expiresAtMs <= this.nowMs) this.entries.delete(key);
    else entry.expiresAtMs = expiresAtMs;
  }

  delete(key: ByteString): boolean {
    if (!this.entry(key)) return false;
    this.changed = true;
    return this.entries.delete(key);
  }

  /** Redis has no empty collections: the key goes with the last element. */
  dropIfEmpty(key: ByteString): void {
    const value = this.entries.get(key)?.value;
    if (value === undefined || typeof value === "string") return;
    if ((Array.isArray(value) ? value.length : value.size) === 0) this.delete(key);
  }

  clear(): void {
    this.changed = true;
    this.entries.clear();
  }

  keys(): ByteString[] {
    return [...this.entries.keys()].filter((key) => this.entry(key));
  }

  live(): [ByteString, Entry][] {
    return [...this.entries].filter(([key]) => this.entry(key));
  }

  private typed<T extends ValueType>(type: T, key: ByteString): Entry<T> | undefined {
    const entry = this.entry(key);
    if (entry && entry.type !== type) {
      throw new CommandError("WRONGTYPE Operation against a key holding the wrong kind of value");
    }
    return entry as Entry<T> | undefined;
  }
}
