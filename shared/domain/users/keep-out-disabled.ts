import type { DisabledUser, DisabledUsers } from "../../ports/disabled-users.ts";
import type { Revocations } from "../../ports/front-door.ts";
import type { WorkLog } from "../../ports/work-log.ts";

interface Needs {
  readonly disabledUsers: DisabledUsers;
  readonly revocations: Pick<Revocations, "keepOut">;
  readonly log: WorkLog;
}

const pageSize = 100;

/** Redis alone is asked who is shut out. Should it have lost that, it learns it again; what fails waits for the next night. */
export async function keepOutDisabled({
  disabledUsers,
  revocations,
  log,
}: Needs): Promise<{ disabled: number }> {
  let disabled = 0;
  try {
    for (let after: DisabledUser | null = null; ; ) {
      const page = await disabledUsers.list(after, pageSize);
      await Promise.all(page.map((each) => revocations.keepOut(each.tenantId, each.userId, each.disabledAt)));
      disabled += page.length;
      if (page.length < pageSize) return { disabled };
      after = page.at(-1)!;
    }
  } catch (error) {
    log.warn("not all who are disabled were shut out again", { error });
    return { disabled };
  }
}
