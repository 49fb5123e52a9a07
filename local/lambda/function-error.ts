/** What Lambda answers with when a function, or the call to it, failed. */
export class FunctionError extends Error {
  readonly errorType: string;
  readonly trace: readonly string[];
  /** The status of the Invoke call itself: 200 when the function ran and failed. */
  readonly statusCode: number;

  constructor(
    errorType: string,
    message: string,
    options: { trace?: readonly string[]; statusCode?: number } = {},
  ) {
    super(message);
    this.name = "FunctionError";
    this.errorType = errorType;
    this.trace = options.trace ?? [];
    this.statusCode = options.statusCode ?? 200;
  }
}
