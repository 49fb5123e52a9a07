/** The key under which a person's sockets are found: no id has a slash in it. */
export function tenantUserOf({ tenantId, userId }: { tenantId: string; userId: string }): string {
  return `${tenantId}/${userId}`;
}
