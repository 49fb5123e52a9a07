import { AwsError } from "../aws-errors.ts";
import type { SqsError } from "./fauxqs.ts";

const older: Readonly<Record<string, string>> = {
  QueueDoesNotExist: "AWS.SimpleQueueService.NonExistentQueue",
  QueueNameExists: "QueueAlreadyExists",
};
const prefixed = new Set([
  "BatchEntryIdsNotDistinct",
  "BatchRequestTooLong",
  "EmptyBatchRequest",
  "InvalidBatchEntryId",
  "MessageNotInflight",
  "TooManyEntriesInBatchRequest",
  "UnsupportedOperation",
]);

/** SQS names an error twice: a header carries the name it had in the older protocol, which the SDKs prefer. */
export function asAwsError({ code, message, statusCode }: SqsError): AwsError {
  const olderCode = older[code] ?? (prefixed.has(code) ? `AWS.SimpleQueueService.${code}` : code);
  return new AwsError(code, message, statusCode, { "x-amzn-query-error": `${olderCode};Sender` });
}
