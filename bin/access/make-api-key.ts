import { newApiKey } from "#shared/wire/http/api-keys.ts";
import { errorEnvelope } from "#shared/wire/http/error.ts";
import { Cannot } from "./cannot.ts";

export interface MakeApiKey {
  readonly tenant: string | undefined;
  readonly scopes: readonly string[];
  readonly name: string | undefined;
  readonly url: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const usage = "npm run api-key -- --tenant ID --scope SCOPE [--scope SCOPE …] [--name NAME] [--url URL]";

/** Asks an API that runs for a key, and gives it: it is shown this once. */
export async function makeApiKey({ tenant, scopes, name, url, environment }: MakeApiKey): Promise<string> {
  if (tenant === undefined || scopes.length === 0) {
    throw new Cannot(tenant === undefined ? "No tenant is named" : "No scope is named", `usage: ${usage}`);
  }
  const address = url ?? `http://127.0.0.1:${environment.AIMI_PORT || "8000"}`;
  const operatorKey = environment.AIMI_API_KEYS?.split(",")
    .map((key) => key.trim())
    .find(Boolean);
  const response = await ask(address, operatorKey, {
    tenant_id: tenant,
    name: name ?? "made by a command",
    scopes,
  });
  const answer: unknown = await response.json().catch(() => undefined);
  const made = newApiKey.safeParse(answer);
  if (response.status === 201 && made.success) return made.data.key;
  throw explain(response.status, answer, { address, tenant });
}

async function ask(address: string, operatorKey: string | undefined, draft: object): Promise<Response> {
  try {
    return await fetch(`${address.replace(/\/+$/, "")}/v1/admin/api-keys`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(operatorKey && { "x-api-key": operatorKey }) },
      body: JSON.stringify(draft),
      signal: AbortSignal.timeout(30_000),
    });
  } catch {
    throw new Cannot(`Nothing answers at ${address}`, "Start it (npm run dev), or name another with --url.");
  }
}

function explain(status: number, answer: unknown, { address, tenant }: { address: string; tenant: string }) {
  const { success, data } = errorEnvelope.safeParse(answer);
  const said = success ? data.error.message : `${address} answered ${status}, not as Aimi does`;
  switch (status) {
    case 401:
      return new Cannot(said, "Set AIMI_API_KEYS to an operator's key of that stage.");
    case 403:
      return new Cannot(said, "Use an operator's key in AIMI_API_KEYS, or fewer scopes.");
    case 404:
      return new Cannot(said, `Make it first: POST /v1/admin/tenants {"id": "${tenant}", "name": "…"}`);
    case 400:
      return new Cannot(said, `usage: ${usage}`);
    default:
      return new Cannot(said, "Check --url, and try again.");
  }
}
