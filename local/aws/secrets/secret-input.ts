import { AwsError } from "../aws-errors.ts";
import type { Fields } from "../service.ts";

const maxBytes = 65_536;

export const invalidParameter = (message: string) => new AwsError("InvalidParameterException", message);

export function readName(input: Fields): string {
  const { Name } = input;
  if (typeof Name === "string" && /^[A-Za-z0-9/_+=.@-]{1,512}$/.test(Name)) return Name;
  throw new AwsError(
    "ValidationException",
    "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
  );
}

export function readValue(input: Fields): { SecretString?: string; SecretBinary?: string } | null {
  const { SecretString, SecretBinary } = input;
  if (SecretString !== undefined && SecretBinary !== undefined) {
    throw invalidParameter("You can't specify both a binary secret value and a string secret value.");
  }
  const [key, text] =
    SecretString === undefined ? ["SecretBinary", SecretBinary] : ["SecretString", SecretString];
  if (text === undefined) return null;
  if (typeof text !== "string" || text === "" || Buffer.byteLength(text) > maxBytes) {
    throw new AwsError("ValidationException", `A secret value holds 1 to ${maxBytes} bytes.`);
  }
  return { [String(key)]: text };
}

export function readVersionId(input: Fields): string {
  const { ClientRequestToken } = input;
  if (ClientRequestToken === undefined) return crypto.randomUUID();
  if (typeof ClientRequestToken === "string" && /^.{32,64}$/.test(ClientRequestToken))
    return ClientRequestToken;
  throw invalidParameter("ClientRequestToken must be 32-64 characters long.");
}
