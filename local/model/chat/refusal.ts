import { type Answer, openAiError } from "../openai-error.ts";

/** A request that OpenAI would refuse, with the answer that it would give. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(message: string, fields: { param?: string; code?: string } = {}) {
    super(message);
    this.name = "Refusal";
    this.answer = openAiError(400, message, fields);
  }
}

export function refuseType(param: string, expected: string, value: unknown): Refusal {
  const got = Array.isArray(value) ? "an array" : value === null ? "null" : `a ${typeof value}`;
  const message = `Invalid type for '${param}': expected ${expected}, but got ${got} instead.`;
  return new Refusal(message, { param, code: "invalid_type" });
}

export function refuseMissing(param: string): Refusal {
  return new Refusal(`Missing required parameter: '${param}'.`, {
    param,
    code: "missing_required_parameter",
  });
}

export function fieldsOf(value: unknown, param: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw refuseType(param, "an object", value);
  return value as Record<string, unknown>;
}

export function textAt(value: unknown, param: string): string {
  if (value === undefined) throw refuseMissing(param);
  if (typeof value !== "string") throw refuseType(param, "a string", value);
  return value;
}
