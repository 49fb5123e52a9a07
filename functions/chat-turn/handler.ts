import "#shared/runtime/begin-secret.ts";
import type { SQSEvent } from "aws-lambda";
import { NotSetUp } from "#shared/errors.ts";

export async function handler(_event: SQSEvent) {
  throw new NotSetUp("chat");
}
