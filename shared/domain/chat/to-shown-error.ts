import { AppError } from "../../errors.ts";
import type { ShownError } from "../../ports/turn-frames.ts";

/** An error as a turn's last frame shows it; what is not ours is opaque. */
export function toShownError(error: unknown, requestId: string): ShownError {
  if (!(error instanceof AppError))
    return { code: "internal", message: "something went wrong on our side", request_id: requestId };
  const { code, message, retryAfterSeconds: seconds } = error;
  return {
    code,
    message,
    request_id: requestId,
    ...(seconds !== undefined && { retry_after_seconds: seconds }),
  };
}
