export type Fields = Record<string, unknown>;

/** One AWS service behind the shared port. */
export interface Service {
  readonly contentType: string;
  /** REST services name their errors in a header, the others in `__type`. */
  readonly errorsInHeader?: boolean;
  /** What stands before an error code in `__type`. */
  readonly errorPrefix: string;
  readonly internalFailure: string;
  readonly unsignedStatus: number;
  readonly maxBodyBytes: number;
  call(operation: string, input: Fields): Promise<object>;
  /** The caller hung up before the answer reached it. */
  undelivered?(operation: string, input: Fields, answer: object): void;
  close(): Promise<void> | void;
}

export const accountId = "000000000000";
export const region = "us-east-1";

export const queueArn = (name: string) => `arn:aws:sqs:${region}:${accountId}:${name}`;
export const lastPart = (arn: string) => arn.slice(arn.lastIndexOf(":") + 1);

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
