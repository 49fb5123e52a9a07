/** A start that failed for a reason that a person can mend. The message is one line and says how. */
export class StartupFailure extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "StartupFailure";
  }
}
