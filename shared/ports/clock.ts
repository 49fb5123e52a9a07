/** The app's time in UTC milliseconds; every instant that is stored comes from it. */
export interface Clock {
  now(): number;
}

/** UUIDv7s that grow in the order they are asked for. */
export interface Ids {
  next(): string;
}
