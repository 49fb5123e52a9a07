/** An error as a service answers it: the client's SDK makes its exception from the code. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  constructor(code: string, message: string, status = 400, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.headers = headers;
  }
}

export const unknownOperation = (operation: string) =>
  new AwsError("UnknownOperationException", `The local cloud has no operation ${operation || "here"}.`);

export const missingAuthentication = (status = 403) =>
  new AwsError("MissingAuthenticationTokenException", "Missing Authentication Token", status);

export const notJson = () =>
  new AwsError("SerializationException", "The body is not a JSON object that this operation reads.");

export const tooLarge = (limit: number) =>
  new AwsError("RequestEntityTooLargeException", `The request is larger than ${limit} bytes.`, 413);
