import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { loadEnvFile } from "node:process";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** The environment as `npm run dev` has it. */
export function readEnvironment(): NodeJS.ProcessEnv {
  const envFile = resolve(root, ".env");
  if (existsSync(envFile)) loadEnvFile(envFile);
  return process.env;
}
