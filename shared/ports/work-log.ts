/** Says what was noticed and survived. Ids and errors only, never text. */
export interface WorkLog {
  /** Why something was chosen; seldom read. */
  debug(what: string, fields?: Readonly<Record<string, unknown>>): void;
  info(what: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(what: string, fields?: Readonly<Record<string, unknown>>): void;
}
