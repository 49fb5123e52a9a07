import type { ModelProbe } from "../../ports/health.ts";

const deadlineMs = 3_000;

/** Lists the server's models: every compatible server answers it, and none bills for it. */
export function modelsEndpointProbe({ baseUrl, apiKey }: { baseUrl: string; apiKey: string }): ModelProbe {
  return {
    async check() {
      const response = await fetch(`${baseUrl.replace(/\/$/, "")}/models`, {
        headers: { authorization: `Bearer ${apiKey}` },
        signal: AbortSignal.timeout(deadlineMs),
      });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`the model server answered ${response.status}`);
    },
  };
}
