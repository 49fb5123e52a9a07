import { AwsError } from "../aws-errors.ts";
import { type Fields, isFields } from "../service.ts";
import { parseExpression } from "./parse-expression.ts";
import type { Definition, Target } from "./schedule.ts";
import { instantOf, isZone } from "./wall-clock.ts";

const namePattern = /^[0-9a-zA-Z-_.]{1,64}$/;
const targetPattern =
  /^arn:aws:(sqs:[a-z0-9-]+:\d{12}:[\w-]+(\.fifo)?|lambda:[a-z0-9-]+:\d{12}:function:[\w-]+(:[\w$-]+)?)$/;
const rolePattern = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/;
const maxInputBytes = 256 * 1024;

export const invalid = (message: string) => new AwsError("ValidationException", message);

const unfit = (value: unknown, path: string, constraint: string) =>
  invalid(
    `1 validation error detected: Value ${value === undefined ? "null" : `'${value}'`} at '${path}' failed to satisfy constraint: ${constraint}`,
  );

export function checkName(value: unknown, path: string): string {
  if (typeof value === "string" && namePattern.test(value)) return value;
  const tooLong = typeof value === "string" && value.length > 64;
  const constraint = tooLong
    ? "Member must have length less than or equal to 64"
    : "Member must satisfy regular expression pattern: ^[0-9a-zA-Z-_.]+$";
  throw unfit(value, path, constraint);
}

export function checkSchedule(input: Fields, nowMs: number): Definition {
  const zone = input.ScheduleExpressionTimezone ?? "UTC";
  if (typeof zone !== "string" || !isZone(zone)) throw invalid(`Provided timezone ${zone} is not valid.`);
  const dates = { StartDate: input.StartDate, EndDate: input.EndDate };
  for (const [name, date] of Object.entries(dates)) {
    if (date !== undefined && typeof date !== "number") throw unfit(date, name, "Member must be a timestamp");
  }
  if (typeof dates.EndDate === "number" && dates.EndDate * 1000 <= nowMs) {
    throw invalid("The EndDate you specify for the schedule must be in the future.");
  }
  return {
    ScheduleExpression: checkExpression(input.ScheduleExpression, zone, nowMs),
    ScheduleExpressionTimezone: zone,
    State: oneOf(input.State ?? "ENABLED", ["ENABLED", "DISABLED"] as const, "state"),
    FlexibleTimeWindow: checkWindow(input.FlexibleTimeWindow),
    ActionAfterCompletion: oneOf(
      input.ActionAfterCompletion ?? "NONE",
      ["NONE", "DELETE"] as const,
      "actionAfterCompletion",
    ),
    Target: checkTarget(input.Target),
    ...(typeof input.Description === "string" && { Description: input.Description }),
    ...(typeof dates.StartDate === "number" && { StartDate: dates.StartDate }),
    ...(typeof dates.EndDate === "number" && { EndDate: dates.EndDate }),
  };
}

function checkExpression(value: unknown, zone: string, nowMs: number): string {
  const expression = typeof value === "string" ? parseExpression(value) : null;
  const isPast =
    expression?.kind === "at" && instantOf(expression.wallMs, zone) < Math.floor(nowMs / 1000) * 1000;
  if (typeof value !== "string" || !expression || isPast)
    throw invalid(`Invalid Schedule Expression ${value}.`);
  return value;
}

function checkWindow(value: unknown): Definition["FlexibleTimeWindow"] {
  if (!isFields(value)) throw unfit(undefined, "flexibleTimeWindow", "Member must not be null");
  const Mode = oneOf(value.Mode, ["OFF", "FLEXIBLE"] as const, "flexibleTimeWindow.mode");
  if (Mode === "OFF") {
    if (value.MaximumWindowInMinutes === undefined) return { Mode };
    throw invalid("MaximumWindowInMinutes must not be set when the flexible time window is OFF.");
  }
  const minutes = wholeNumber(
    value.MaximumWindowInMinutes,
    1,
    1440,
    "flexibleTimeWindow.maximumWindowInMinutes",
  );
  return { Mode, MaximumWindowInMinutes: minutes };
}

function checkTarget(value: unknown): Target {
  if (!isFields(value)) throw unfit(undefined, "target", "Member must not be null");
  const { Arn, RoleArn, Input } = value;
  if (typeof Arn !== "string" || !targetPattern.test(Arn)) {
    throw invalid(`Provided Arn is not in correct format or is no target of the local cloud: ${Arn}`);
  }
  if (typeof RoleArn !== "string" || !rolePattern.test(RoleArn))
    throw unfit(RoleArn, "target.roleArn", "Member must be the ARN of a role");
  if (
    Input !== undefined &&
    (typeof Input !== "string" || Input === "" || Buffer.byteLength(Input) > maxInputBytes)
  ) {
    throw invalid(`The target's Input must be a text of 1 to ${maxInputBytes} bytes.`);
  }
  if (Arn.includes(":lambda:") && typeof Input === "string" && !isJson(Input)) {
    throw invalid("Invalid Input: a Lambda target needs well-formed JSON.");
  }
  const group = isFields(value.SqsParameters) ? value.SqsParameters.MessageGroupId : undefined;
  if (Arn.endsWith(".fifo") !== (typeof group === "string")) {
    throw invalid(
      "SqsParameters with a MessageGroupId belong to targets that are FIFO queues, and only to them.",
    );
  }
  const deadLetter = isFields(value.DeadLetterConfig) ? value.DeadLetterConfig.Arn : undefined;
  if (
    typeof deadLetter === "string" &&
    (!targetPattern.test(deadLetter) || !/:sqs:.*(?<!\.fifo)$/.test(deadLetter))
  ) {
    throw invalid("A dead-letter queue of a schedule is a standard SQS queue.");
  }
  const retry = isFields(value.RetryPolicy) ? value.RetryPolicy : {};
  return {
    Arn,
    RoleArn,
    ...(typeof Input === "string" && { Input }),
    RetryPolicy: {
      MaximumEventAgeInSeconds: wholeNumber(
        retry.MaximumEventAgeInSeconds ?? 86_400,
        60,
        86_400,
        "target.retryPolicy.maximumEventAgeInSeconds",
      ),
      MaximumRetryAttempts: wholeNumber(
        retry.MaximumRetryAttempts ?? 185,
        0,
        185,
        "target.retryPolicy.maximumRetryAttempts",
      ),
    },
    ...(typeof deadLetter === "string" && { DeadLetterConfig: { Arn: deadLetter } }),
    ...(typeof group === "string" && { SqsParameters: { MessageGroupId: group } }),
  };
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[], path: string): T {
  const found = allowed.find((item) => item === value);
  if (found !== undefined) return found;
  throw unfit(value, path, `Member must satisfy enum value set: [${allowed.join(", ")}]`);
}

function wholeNumber(value: unknown, min: number, max: number, path: string): number {
  if (Number.isInteger(value) && Number(value) >= min && Number(value) <= max) return Number(value);
  throw unfit(value, path, `Member must be between ${min} and ${max}`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
