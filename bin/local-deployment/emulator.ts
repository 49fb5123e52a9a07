export const defaultEndpoint = "http://127.0.0.1:4566";

export class EmulatorMissing extends Error {
  constructor(endpoint: string) {
    const { port } = new URL(endpoint);
    super(
      [
        `Nothing that speaks AWS answers at ${endpoint}. Start one and try again:`,
        "  with Docker:     docker compose up",
        `  without Docker:  pip install ministack && GATEWAY_PORT=${port || 80} ministack`,
        "Or name another with AWS_ENDPOINT_URL.",
      ].join("\n"),
    );
    this.name = "EmulatorMissing";
  }
}

export async function checkEmulator(endpoint: string): Promise<void> {
  const health = await fetch(`${endpoint}/_localstack/health`, { signal: AbortSignal.timeout(5_000) }).catch(
    () => undefined,
  );
  if (!health?.ok) throw new EmulatorMissing(endpoint);
}

/** Emulators take any key; what the developer's own profile holds must stay out of it. */
export function emulatorEnvironment(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
  };
}

/** Where a function URL answers: some emulators give the name that AWS would have given. */
export function reachableStreamUrl(functionUrl: string, endpoint: string): string {
  const { hostname } = new URL(functionUrl);
  if (!hostname.endsWith(".on.aws")) return functionUrl.replace(/\/$/, "");
  return `${endpoint}/_aws/lambda-url/${hostname.split(".")[0]}`;
}
