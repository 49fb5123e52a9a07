import { AppError } from "#shared/errors.ts";

/** The invocation ends before the reply does. */
export class TimeIsUp extends AppError {
  constructor() {
    super("upstream_unavailable", "the reply takes longer than this call may; it goes on, and is kept");
  }
}
