/** What a command could not do, and what to do about it. */
export class Cannot extends Error {
  constructor(problem: string, remedy: string) {
    super(`${problem}\n      ${remedy}`);
    this.name = "Cannot";
  }
}
