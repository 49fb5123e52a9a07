export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
  /** Sent one after the other, instead of the body. */
  events?: readonly ModelEvent[];
}

export interface ModelEvent {
  readonly data: unknown;
  /** Said at the pace of speech. */
  readonly isWord: boolean;
}

interface ErrorFields {
  type?: string;
  param?: string | null;
  code?: string | null;
}

export function openAiError(status: number, message: string, fields: ErrorFields = {}): Answer {
  const { type = "invalid_request_error", param = null, code = null } = fields;
  return { status, body: { error: { message, type, param, code } } };
}

export function modelNotFound(model: string): Answer {
  return openAiError(404, `The model \`${model}\` does not exist or you do not have access to it.`, {
    param: "model",
    code: "model_not_found",
  });
}

export const serverError = () =>
  openAiError(500, "The server had an error while processing your request. Sorry about that!", {
    type: "server_error",
  });

export const rateLimited = (): Answer => ({
  ...openAiError(429, "Rate limit reached for requests. Please try again in 1s.", {
    type: "requests",
    code: "rate_limit_exceeded",
  }),
  headers: { "retry-after": "1", "retry-after-ms": "1000", "x-ratelimit-remaining-requests": "0" },
});
