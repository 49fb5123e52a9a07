import { NotSetUp } from "../../errors.ts";
import type { AppleAccounts, AppleIds } from "../../ports/apple.ts";
import type { SignInHolder } from "../../ports/sign-ins.ts";
import type { WorkLog } from "../../ports/work-log.ts";

interface Needs {
  readonly appleIds: AppleIds;
  readonly appleAccounts: AppleAccounts;
  readonly log: WorkLog;
}

/**
 * Ends at Apple what a person's sign-in there gave us; for whoever erases them, before their rows go. Safe to repeat,
 * and to be repeated where Apple does not answer. A stage that has lost Apple's key cannot, and must erase all the same.
 */
export async function revokeAtApple(ports: Needs, person: SignInHolder): Promise<void> {
  const account = await ports.appleAccounts.find(person);
  if (account === null || account.grant === null) return;
  try {
    await ports.appleIds.revoke(account.grant);
  } catch (error) {
    if (!(error instanceof NotSetUp)) throw error;
    ports.log.warn("left signed in at Apple, for want of its key", { tenant_id: person.tenantId });
  }
}
