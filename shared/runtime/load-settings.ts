import { secret } from "./begin-secret.ts";
import { type Needed, readSettings, type Settings } from "./settings.ts";

/** The settings of this function, once per cold start. */
export async function loadSettings<Name extends keyof Settings>(
  ...needed: readonly Name[]
): Promise<Needed<Name>> {
  return readSettings(process.env, await secret, ...needed);
}
