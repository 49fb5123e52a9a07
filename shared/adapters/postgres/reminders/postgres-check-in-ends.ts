import type { CheckInEnd, CheckInEnds } from "../../../ports/check-ins.ts";
import type { Database } from "../database.ts";
import finishCheckIn from "./finish-check-in.sql";

export function postgresCheckInEnds(database: Database): CheckInEnds {
  return {
    async claim({ tenantId, deliveryId, turnId, leaseMs, givenUpAt, now }) {
      const [row] = await database.query<{ answer: CheckInEnd }>(
        { scope: "tenant", tenantId },
        {
          text: "select aimi_claim_check_in_end($1::uuid, $2::uuid, $3::int, $4::bigint, $5::bigint) as answer",
          values: [deliveryId, turnId, leaseMs, givenUpAt, now],
        },
      );
      return row!.answer;
    },

    async finish({ tenantId, deliveryId, text, pushed }) {
      const values = [deliveryId, text, pushed];
      await database.query({ scope: "tenant", tenantId }, { text: finishCheckIn, values });
    },
  };
}
