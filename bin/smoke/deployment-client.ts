export interface Caller {
  readonly key?: string | undefined;
  readonly user?: string | undefined;
}

/** A step that did not go as it should, with what is needed to find it in the logs. */
export class StepFailed extends Error {
  constructor(problem: string, requestId?: string | null) {
    super(requestId ? `${problem} (request ${requestId})` : problem);
    this.name = "StepFailed";
  }
}

export interface DeploymentClient {
  readonly url: string;
  /** The body of a call that must be answered with this status. */
  call<Body>(method: string, path: string, expected: Expectation): Promise<Body>;
}

interface Expectation {
  readonly status: number;
  readonly json?: unknown;
}

const deadlineMs = 30_000;

export function callerHeaders({ key, user }: Caller): Record<string, string> {
  return { ...(key && { "x-api-key": key }), ...(user && { "x-user-id": user }) };
}

export function deploymentClient(url: string, caller: Caller): DeploymentClient {
  const base = url.replace(/\/+$/, "");
  return {
    url: base,
    async call<Body>(method: string, path: string, { status, json }: Expectation) {
      const response = await fetch(base + path, {
        method,
        headers: {
          ...callerHeaders(caller),
          ...(json !== undefined && { "content-type": "application/json" }),
        },
        body: json === undefined ? null : JSON.stringify(json),
        signal: AbortSignal.timeout(deadlineMs),
      }).catch((error: Error) => {
        throw new StepFailed(`${method} ${path}: no answer: ${describe(error)}`);
      });
      const text = await response.text();
      const requestId = response.headers.get("x-request-id");
      if (response.status !== status) {
        throw new StepFailed(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`, requestId);
      }
      // Some gateways name a type for an answer without a body, too.
      const isJson = text !== "" && response.headers.get("content-type")?.includes("json");
      return (isJson ? JSON.parse(text) : text) as Body;
    },
  };
}

function describe(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}
