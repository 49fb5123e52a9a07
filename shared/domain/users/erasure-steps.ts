import type { ErasureStep } from "../../ports/erasure.ts";
import { type EndsAccess, endAccess } from "./end-access.ts";

interface Needs extends EndsAccess {
  /** What other stores keep of a person, each in its turn. */
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
  return [access, ...ports.stores];
}
