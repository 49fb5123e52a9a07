import type { AppleAccounts, AppleIds } from "../../ports/apple.ts";
import type { ErasureStep } from "../../ports/erasure.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import { type EndsAccess, endAccess } from "./end-access.ts";
import { type ForgetsAllBuffers, forgetBuffers } from "./forget-buffers.ts";
import { type RemovesSchedules, removeSchedules } from "./remove-schedules.ts";
import { revokeAtApple } from "./revoke-at-apple.ts";

interface Needs extends EndsAccess, ForgetsAllBuffers, RemovesSchedules {
  readonly appleIds: AppleIds;
  readonly appleAccounts: AppleAccounts;
  readonly log: WorkLog;
  /** What other stores keep of a person, each in its turn; the one named apple last. */
  readonly stores: readonly ErasureStep[];
}

/** All that an erasure does, in order. Whatever comes to keep something of a person adds its step here. */
export function erasureSteps(ports: Needs): readonly ErasureStep[] {
  const access: ErasureStep = {
    name: "access",
    eraseSome: async (person) => ({
      erased: await endAccess(ports, person, "unauthenticated"),
      more: false,
    }),
  };
  const stores = ports.stores.map((step) => (step.name === "apple" ? afterApple(ports, step) : step));
  return [access, forgetBuffers(ports), removeSchedules(ports), ...stores];
}

/** The grant must be there to be revoked. While Apple does not answer, all else has gone already. */
function afterApple(ports: Needs, step: ErasureStep): ErasureStep {
  return {
    ...step,
    async eraseSome(person) {
      await revokeAtApple(ports, person);
      return await step.eraseSome(person);
    },
  };
}
