import { timedOut, within } from "./within.ts";

export interface IntegrationAnswer {
  statusCode: number;
  headers: Record<string, unknown>;
}

/** What the function answered; 502 stands for a failure or a malformed answer, 504 for none in time. */
export async function runIntegration(
  invoke: () => Promise<unknown>,
  timeoutMs: number,
): Promise<IntegrationAnswer & { failed: boolean }> {
  try {
    const result = await within(timeoutMs, invoke());
    if (result === timedOut) return { failed: true, statusCode: 504, headers: {} };
    const answer = readAnswer(result);
    return answer ? { failed: false, ...answer } : { failed: true, statusCode: 502, headers: {} };
  } catch {
    return { failed: true, statusCode: 502, headers: {} };
  }
}

function readAnswer(result: unknown): IntegrationAnswer | undefined {
  if (typeof result !== "object" || result === null || !("statusCode" in result)) return undefined;
  const statusCode = Number(result.statusCode);
  if (!Number.isInteger(statusCode) || statusCode < 100 || statusCode > 599) return undefined;
  const headers = "headers" in result && typeof result.headers === "object" ? { ...result.headers } : {};
  return { statusCode, headers };
}
