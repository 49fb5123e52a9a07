import type { ErrorPayload } from "./messages.ts";

export function describeError(error: unknown): ErrorPayload {
  if (error instanceof Error) {
    return {
      errorType: error.name,
      errorMessage: error.message,
      trace: (error.stack ?? "").split("\n"),
    };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

export function describeInitError(error: unknown): ErrorPayload {
  const described = describeError(error);
  if (error instanceof SyntaxError) {
    return { ...described, errorType: "Runtime.UserCodeSyntaxError", errorMessage: String(error) };
  }
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND") {
    return { ...described, errorType: "Runtime.ImportModuleError", errorMessage: String(error) };
  }
  return described;
}
