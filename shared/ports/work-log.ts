/** Says what was noticed and survived. Ids and errors only, never text. */
export interface WorkLog {
  info(what: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(what: string, fields?: Readonly<Record<string, unknown>>): void;
}
