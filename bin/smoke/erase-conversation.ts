import type { DeploymentClient } from "./deployment-client.ts";

/** Takes away what a walk said in a conversation, with the memories that rest on it. */
export async function eraseConversation(
  client: DeploymentClient,
  { conversationId, tenant }: { readonly conversationId: string; readonly tenant?: string | undefined },
): Promise<void> {
  const named = tenant === undefined ? "" : `?${new URLSearchParams({ tenant_id: tenant })}`;
  await client.call("DELETE", `/v1/conversations/${conversationId}${named}`, { status: 204 });
}
