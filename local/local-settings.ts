import * as z from "zod";
import { BadSettings, readSettings } from "#shared/runtime/settings.ts";

const port = { error: "must be a port from 0 to 65535" };
const schema = z.object({
  AIMI_PORT: z.coerce.number(port).int(port).min(0, port).max(65_535, port).default(8000),
  AIMI_DATA_DIR: z.string().min(1).default(".aimi"),
  AIMI_LOCAL_POSTGRES_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: "must be a postgres:// address" })
    .optional(),
  AIMI_LOCAL_REDIS_URL: z.url({ protocol: /^rediss?$/, error: "must be a redis:// address" }).optional(),
});

export interface LocalSettings {
  readonly port: number;
  readonly dataDir: string;
  readonly postgresUrl: string | undefined;
  readonly redisUrl: string | undefined;
}

/** The local cloud's own settings; the app's are held against their schema too, so that a bad start is told at once. */
export function readLocalSettings(environment: Readonly<Record<string, string | undefined>>): LocalSettings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value));
  const complaints: string[] = [];
  const parsed = schema.safeParse(given);
  if (!parsed.success)
    complaints.push(...parsed.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`));
  if (given.AIMI_STAGE !== undefined && given.AIMI_STAGE !== "local")
    complaints.push("AIMI_STAGE must be local here");
  else complaints.push(...complaintsOfApp(given));
  if (!parsed.success || complaints.length > 0) throw new BadSettings(complaints);
  return {
    port: parsed.data.AIMI_PORT,
    dataDir: parsed.data.AIMI_DATA_DIR,
    postgresUrl: parsed.data.AIMI_LOCAL_POSTGRES_URL,
    redisUrl: parsed.data.AIMI_LOCAL_REDIS_URL,
  };
}

function complaintsOfApp(given: Readonly<Record<string, string | undefined>>): readonly string[] {
  try {
    readSettings(given, {});
    return [];
  } catch (error) {
    if (error instanceof BadSettings) return error.complaints;
    throw error;
  }
}
