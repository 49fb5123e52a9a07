export interface ErrorDetail {
  readonly path: string;
  readonly message: string;
}

/** An error that a caller may see: its code is stable, its message and details are safe to show. */
export class AppError extends Error {
  readonly code: string;
  readonly details: readonly ErrorDetail[];
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: string,
    message: string,
    options: { details?: readonly ErrorDetail[]; cause?: unknown; retryAfterSeconds?: number } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.details = options.details ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

export class ValidationFailed extends AppError {
  constructor(details: readonly ErrorDetail[]) {
    const first = details[0];
    super("validation_failed", first ? describe(first) : "the request is not valid", { details });
  }
  static at(path: string, message: string): ValidationFailed {
    return new ValidationFailed([{ path, message }]);
  }
}

function describe({ path, message }: ErrorDetail): string {
  return path ? `${path} ${message}` : message;
}

export class Unauthenticated extends AppError {
  constructor(message = "credentials are missing or not valid") {
    super("unauthenticated", message);
  }
}

/** Apple does not vouch for what was presented. Why is for the log: every reason gets the same answer. */
export class AppleRefused extends Unauthenticated {
  readonly reason: string;
  constructor(reason: string) {
    super("Apple does not vouch for this; sign in with Apple again");
    this.reason = reason;
  }
}

export class Forbidden extends AppError {
  constructor(message: string) {
    super("forbidden", message);
  }
}

/** Nothing is written for a person while all that is theirs is being erased. */
export class BeingErased extends Forbidden {
  constructor() {
    super("everything of this person is being erased");
  }
}

export class NotFound extends AppError {
  readonly what: string;
  constructor(what: string) {
    super("not_found", `${what} not found`);
    this.what = what;
  }
}

export class MethodNotAllowed extends AppError {
  readonly allowed: readonly string[];
  constructor(allowed: readonly string[]) {
    super("method_not_allowed", `this address answers ${allowed.join(", ")}`);
    this.allowed = allowed;
  }
}

export class Conflict extends AppError {
  constructor(message: string, retryAfterSeconds?: number) {
    super("conflict", message, retryAfterSeconds === undefined ? {} : { retryAfterSeconds });
  }
}

/** What the caller goes by has changed since. */
export class PreconditionFailed extends AppError {
  constructor(message: string) {
    super("precondition_failed", message);
  }
}

export class PayloadTooLarge extends AppError {
  constructor(limitBytes: number) {
    super("payload_too_large", `the body must not exceed ${limitBytes} bytes`);
  }
}

export class UnsupportedMediaType extends AppError {
  constructor(wanted = "JSON with the header Content-Type: application/json") {
    super("unsupported_media_type", `send ${wanted}`);
  }
}

export class IdempotencyMismatch extends AppError {
  constructor() {
    super("idempotency_mismatch", "this Idempotency-Key was used with another body; use a new key");
  }
}

export class RateLimited extends AppError {
  constructor(retryAfterSeconds: number) {
    super("rate_limited", "too many requests; slow down", { retryAfterSeconds });
  }
}

export class UpstreamUnavailable extends AppError {
  constructor(what: string, cause?: unknown, retryAfterSeconds = 2) {
    super("upstream_unavailable", `${what} does not answer; try again shortly`, { cause, retryAfterSeconds });
  }
}

/** The model answered without a word, and would hardly have more to say to the same: nobody is told to try that again. */
export class NothingSaid extends AppError {
  constructor({ cutOff }: { readonly cutOff: boolean }) {
    super(
      "upstream_unavailable",
      cutOff
        ? "the reply was cut off before its first word; ask for less at once"
        : "the model had no answer to this; say it in other words",
    );
  }
}

/** The model is well and will not have this request: asked the same, it would refuse again. */
export class RequestRefused extends UpstreamUnavailable {
  readonly refusal: Refusal;

  constructor(what: string, cause?: unknown, refusal: Refusal = {}) {
    super(what, cause);
    this.refusal = refusal;
  }
}

export interface Refusal {
  readonly status?: number;
  /** The parameter that it is about, where the server names one. */
  readonly param?: string | undefined;
}

/** A client that words its request itself is told that the model refuses it, and does not repeat it. */
export class RefusedByModel extends AppError {
  constructor({ refusal: { status, param }, cause }: RequestRefused) {
    const complaint = `is refused by the model${status === undefined ? "" : ` (${status})`}`;
    const details = param === undefined ? [] : [{ path: param, message: complaint }];
    super("validation_failed", `${param ?? "this request"} ${complaint}`, { cause, details });
  }
}

/** Its runner died after words of the reply were shown: they are kept, and the turn may be tried again. */
export class TurnInterrupted extends AppError {
  constructor() {
    super("turn_interrupted", "the reply was cut off; send the message again to have a new one");
  }
}

/** This stage was not given what it would take. */
export class NotSetUp extends AppError {
  constructor(what: string) {
    super("upstream_unavailable", `${what} is not set up here`);
  }
}

/** The model answered, and would answer the same again: these texts cannot be embedded as things are. */
export class EmbeddingRefused extends Error {
  readonly reason: "content" | "dimensions";

  constructor(reason: "content" | "dimensions", message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "EmbeddingRefused";
    this.reason = reason;
  }
}
