/** A step that setup could not take, and what to do about it. */
export class SetupFailed extends Error {
  constructor(problem: string, remedy: string, cause?: unknown) {
    super(`${problem}${reasonOf(cause)}\n      ${remedy}`);
    this.name = "SetupFailed";
  }
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return "";
  // Messages of clients may quote the address they were given, password included.
  return `: ${cause.message.replaceAll(/\w+:\/\/\S+/g, "<address>")}`;
}
