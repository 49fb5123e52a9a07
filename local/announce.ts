import type { LocalCloud } from "./cloud.ts";

export function announce(
  cloud: LocalCloud,
  { dataDir, seconds }: { dataDir: string; seconds: number },
): void {
  console.log(`
Aimi is ready (${seconds.toFixed(1)} s)

  HTTP       ${cloud.url}
  WebSocket  ${cloud.wsUrl}
  Docs       ${cloud.url}/docs
  Pushes     ${cloud.apns.url}/ (what devices were told)
  Data       ${dataDir}/ (kept between runs; delete it to start empty)

Try it:

  curl -X POST ${cloud.url}/v1/messages -H "Content-Type: application/json" \\
    -d '{"conversation_id": "hello", "role": "user", "content": "I love Python programming"}'

  curl "${cloud.url}/v1/memory/search?query=Python"

Ctrl-C ends it.
`);
}
