import { StartupFailure } from "../startup-failure.ts";

/** A data folder that cannot be opened. The message is one sentence that says what to do. */
export class DamagedFolder extends StartupFailure {
  constructor(path: string, cause: unknown) {
    super(
      `The data in ${path} cannot be read (${reason(cause)}): delete that folder to start empty, or put back a copy.`,
      cause,
    );
  }
}

export class FolderInUse extends StartupFailure {
  constructor(path: string, cause: unknown) {
    super(`The data in ${path} is in use by another process: stop that one first.`, cause);
  }
}

function reason(cause: unknown): string {
  return cause instanceof Error ? (cause.message.split("\n")[0] ?? cause.name) : String(cause);
}
