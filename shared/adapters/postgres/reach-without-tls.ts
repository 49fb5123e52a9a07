import type { neonConfig } from "@neondatabase/serverless";

type NeonConfig = typeof neonConfig;

/** `sslmode=disable` in the address means what it says: HTTP and WebSocket without TLS, at the address itself. */
export function reachWithoutTls(config: NeonConfig, databaseUrl: string): void {
  if (new URL(databaseUrl).searchParams.get("sslmode") !== "disable") return;
  config.fetchEndpoint = (host, port) => `http://${host}:${port}/sql`;
  config.wsProxy = (host, port) => `${host}:${port}/v2`;
  config.useSecureWebSocket = false;
}
