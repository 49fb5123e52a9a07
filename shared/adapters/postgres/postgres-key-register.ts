import type { KeyRegister } from "../../ports/api-keys.ts";
import type { Database } from "./database.ts";
import recogniseApiKey from "./recognise-api-key.sql";

interface KnownRow {
  id: string;
  tenant_id: string;
  scopes: string[];
  rate_per_minute: number | null;
}

export function postgresKeyRegister(database: Database): KeyRegister {
  return {
    async recognise(keyHash, now) {
      const [row] = await database.query<KnownRow>(
        { scope: "system" },
        { text: recogniseApiKey, values: [keyHash, new Date(now).toISOString()] },
      );
      if (!row) return null;
      return {
        id: row.id,
        tenantId: row.tenant_id,
        scopes: row.scopes,
        tenantRatePerMinute: row.rate_per_minute,
      };
    },
  };
}
