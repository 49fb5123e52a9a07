import { AppError, MethodNotAllowed } from "../errors.ts";

interface Handling {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 412 | 413 | 415 | 422 | 429 | 500 | 503;
  /** Whether a queue's consumer should see the record again. */
  readonly retry: boolean;
}

/** What each stable code means at every edge. */
const handlings: Readonly<Record<string, Handling>> = {
  validation_failed: { status: 400, retry: false },
  unauthenticated: { status: 401, retry: false },
  forbidden: { status: 403, retry: false },
  not_found: { status: 404, retry: false },
  method_not_allowed: { status: 405, retry: false },
  conflict: { status: 409, retry: true },
  precondition_failed: { status: 412, retry: false },
  payload_too_large: { status: 413, retry: false },
  unsupported_media_type: { status: 415, retry: false },
  idempotency_mismatch: { status: 422, retry: false },
  rate_limited: { status: 429, retry: true },
  upstream_unavailable: { status: 503, retry: true },
  turn_interrupted: { status: 503, retry: false },
};
const unknown: Handling = { status: 500, retry: true };

export interface ErrorBody {
  code: string;
  message: string;
  request_id: string;
  details?: { path: string; message: string }[];
}

/** The one error object of every edge; what is not ours is opaque. */
export function toErrorBody(error: unknown, requestId: string): ErrorBody {
  if (!(error instanceof AppError)) {
    return { code: "internal", message: "something went wrong on our side", request_id: requestId };
  }
  return {
    code: error.code,
    message: error.message,
    request_id: requestId,
    ...(error.details.length > 0 && { details: [...error.details] }),
  };
}

export function handlingOf(error: unknown): Handling {
  return (error instanceof AppError && handlings[error.code]) || unknown;
}

export function errorHeaders(error: unknown): Record<string, string> {
  const headers: Record<string, string> = {};
  if (error instanceof AppError && error.retryAfterSeconds !== undefined) {
    headers["retry-after"] = String(error.retryAfterSeconds);
  }
  // OpenAI's clients ask twice more after a 503: that would end as this did.
  else if (handlingOf(error).status === 503) headers["x-should-retry"] = "false";
  if (error instanceof MethodNotAllowed) headers.allow = error.allowed.join(", ");
  return headers;
}
