import { randomBytes } from "node:crypto";
import { type AimiClient, aimiClient } from "./aimi-client.ts";

/** The operator's key of the run. */
export const operatorKey = `bench-${randomBytes(16).toString("hex")}`;

export async function createTenant(url: string, id: string): Promise<void> {
  await operatorOf(url).post("/v1/admin/tenants", { id, name: id });
}

/** A client with a key of its tenant, as a product that uses the memory has one. */
export async function openDoor(url: string, tenantId: string): Promise<AimiClient> {
  const { key } = await operatorOf(url).post<{ key: string }>("/v1/admin/api-keys", {
    tenant_id: tenantId,
    name: "bench",
    scopes: ["memory:read", "memory:write"],
  });
  return aimiClient({ url, headers: { "x-api-key": key } });
}

function operatorOf(url: string): AimiClient {
  return aimiClient({ url, headers: { "x-api-key": operatorKey } });
}
