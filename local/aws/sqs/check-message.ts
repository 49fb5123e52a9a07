import type { Fields } from "../service.ts";
import { isFields } from "../service.ts";
import { SqsError, type SqsStore } from "./fauxqs.ts";

const idPattern = /^[A-Za-z0-9!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]{1,128}$/;

/** What SQS refuses in a message and fauxqs lets through. */
export function checkMessage(message: Fields): void {
  if (typeof message.MessageBody !== "string" || message.MessageBody === "") {
    throw new SqsError("MissingParameter", "The request must contain the parameter MessageBody.");
  }
  for (const name of ["MessageGroupId", "MessageDeduplicationId"]) {
    const id = message[name];
    if (id === undefined || (typeof id === "string" && idPattern.test(id))) continue;
    throw new SqsError(
      "InvalidParameterValue",
      `Value ${id} for parameter ${name} is invalid. Reason: ${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
    );
  }
  const delay = message.DelaySeconds;
  if (delay !== undefined && !(Number.isInteger(delay) && Number(delay) >= 0 && Number(delay) <= 900)) {
    throw new SqsError(
      "InvalidParameterValue",
      `Value ${delay} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`,
    );
  }
  if (Object.keys(message.MessageAttributes ?? {}).length > 10) {
    throw new SqsError(
      "InvalidParameterValue",
      "Number of message attributes exceeds the allowed maximum [10].",
    );
  }
}

type Send = (input: Fields, store: SqsStore) => object;

/** Refuses bad entries of a batch one by one, as SQS does, and sends the rest. */
export function checkEntries(input: Fields, store: SqsStore, send: Send): object {
  const entries = Array.isArray(input.Entries) ? input.Entries.filter(isFields) : [];
  if (entries.some((entry) => typeof entry.Id !== "string" || entry.Id.length > 80)) {
    throw new SqsError(
      "InvalidBatchEntryId",
      "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
    );
  }
  const refused = entries.flatMap((entry) => refusal(entry));
  const ids = new Set(refused.map((entry) => entry.Id));
  const rest = entries.filter((entry) => !ids.has(entry.Id));
  if (rest.length === 0 && refused.length > 0) return { Successful: [], Failed: refused };
  const answer: { Failed?: object[] } = send({ ...input, Entries: rest }, store);
  return { ...answer, Failed: [...(answer.Failed ?? []), ...refused] };
}

function refusal(entry: Fields): { Id: unknown; SenderFault: boolean; Code: string; Message: string }[] {
  try {
    checkMessage(entry);
    return [];
  } catch (error) {
    if (!(error instanceof SqsError)) throw error;
    return [{ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message }];
  }
}
