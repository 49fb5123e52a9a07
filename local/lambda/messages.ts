export interface ResponseMetadata {
  statusCode: number;
  headers: Record<string, string>;
  cookies: string[];
}

export interface ErrorPayload {
  errorType: string;
  errorMessage: string;
  trace: string[];
}

export interface Invocation {
  requestId: string;
  traceId: string;
  payload: string;
  deadlineMs: number;
  streams: boolean;
}

export type FromEnvironment =
  | { type: "ready" }
  | { type: "answered"; payload: string }
  | { type: "failed"; error: ErrorPayload }
  /** As failed, and the environment goes with it. */
  | { type: "crashed"; error: ErrorPayload }
  | { type: "stream-started"; metadata: ResponseMetadata }
  | { type: "stream-chunk"; chunk: Uint8Array }
  | { type: "stream-ended" }
  | { type: "stream-handled" };

export interface EnvironmentSeed {
  handlerUrl: string;
  functionArn: string;
}
