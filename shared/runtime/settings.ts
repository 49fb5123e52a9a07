import * as z from "zod";
import { complainOfSigningKeys, signingAlgorithms } from "../adapters/tokens/signing-keys.ts";
import { complainOfApns } from "./apns-settings.ts";
import { complainOfApple } from "./apple-settings.ts";

const stage = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,19}$/, { error: "must be lower-case letters, digits and -" });
const url = z.url({ protocol: /^https?$/, error: "must be an http or https address" });
const endpoint = (usual: string) => url.default(usual).transform((value) => value.replace(/\/+$/, ""));
// Of several lines; where a setting can have only one, \n stands for their ends.
const privateKey = z
  .string()
  .transform((value) => value.replaceAll("\\n", "\n"))
  .optional();
const databaseUrl = z.url({ protocol: /^postgres(ql)?$/, error: "must be a postgres:// address" });
const arn = z.string().startsWith("arn:", { error: "must be an ARN" });
const whole = (min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.coerce.number({ error }).int({ error }).min(min, { error }).max(max, { error });
};
const number = (min: number, max: number) => {
  const error = `must be a number from ${min} to ${max}`;
  return z.coerce.number({ error }).min(min, { error }).max(max, { error });
};
const list = z.string().transform((value) =>
  value
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean),
);
const apiKeys = list.refine((keys) => keys.every((key) => key.length >= 16), {
  error: "each key must have at least 16 characters",
});

const isOrigin = (text: string) => !text.includes("*") && URL.parse(text)?.origin === text;
const origins = list.refine((given) => given.every(isOrigin), {
  error: "must be origins such as https://app.example.com, none of them a pattern",
});

/** Of each app the tenant that it belongs to. */
const appHomes = list
  .refine((pairs) => pairs.every((pair) => /^[^=]+=[^=]+$/.test(pair)), {
    error: "must be pairs such as app.example.coach=acme",
  })
  .transform((pairs) => Object.fromEntries(pairs.map((pair) => pair.split("=") as [string, string])));

const flag = z
  .enum(["true", "false"], { error: "must be true or false" })
  .transform((value) => value === "true");

/** Every setting there is. What a function needs besides the defaults, it asks for by name. */
export const settingsSchema = z.object({
  AIMI_STAGE: stage.default("local"),
  AIMI_VERSION: z.string().default("dev"),
  AIMI_LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
  AIMI_AUTH_MODE: z.enum(["dev", "strict"]).optional(),
  AIMI_API_KEYS: apiKeys.default([]),
  AIMI_TENANT_RATE_LIMIT_PER_MINUTE: whole(0, 1_000_000).default(0),
  AIMI_KEY_RATE_LIMIT_PER_MINUTE: whole(0, 1_000_000).default(0),
  AIMI_JWT_SECRET: z.string().min(32, { error: "must have at least 32 characters" }).optional(),
  AIMI_JWT_ALGORITHM: z
    .enum(signingAlgorithms, { error: `must be one of ${signingAlgorithms.join(", ")}` })
    .default("HS256"),
  AIMI_JWT_ACCESS_EXPIRES_SECONDS: whole(1, 86_400).default(900),
  AIMI_JWT_REFRESH_EXPIRES_SECONDS: whole(1, 31_536_000).default(5_184_000),
  AIMI_APPLE_URL: endpoint("https://appleid.apple.com"),
  AIMI_APPLE_CLIENT_IDS: list.default([]),
  AIMI_APPLE_TENANTS: appHomes.default({}),
  AIMI_APPLE_TEAM_ID: z.string().optional(),
  AIMI_APPLE_KEY_ID: z.string().optional(),
  AIMI_APPLE_PRIVATE_KEY: privateKey,
  AIMI_APPLE_TOKEN_KEY: list
    .refine((keys) => keys.every((key) => key.length >= 32), {
      error: "each key must have at least 32 characters",
    })
    .optional(),
  AIMI_APNS_URL: endpoint("https://api.push.apple.com"),
  AIMI_APNS_SANDBOX_URL: endpoint("https://api.sandbox.push.apple.com"),
  AIMI_APNS_TEAM_ID: z.string().optional(),
  AIMI_APNS_KEY_ID: z.string().optional(),
  AIMI_APNS_PRIVATE_KEY: privateKey,
  AIMI_APNS_TOPIC: z.string().optional(),
  AIMI_METRICS_OPEN: flag.default(false),
  AIMI_ORIGIN_SECRET: z.string().min(16, { error: "must have at least 16 characters" }).optional(),
  AIMI_CORS_ORIGINS: origins.default(["http://localhost:3000"]),
  DATABASE_URL: databaseUrl.optional(),
  DATABASE_OWNER_URL: databaseUrl.optional(),
  UPSTASH_REDIS_REST_URL: url.optional(),
  UPSTASH_REDIS_REST_TOKEN: z.string().optional(),
  AIMI_LLM_BASE_URL: url.default("https://api.openai.com/v1"),
  AIMI_LLM_API_KEY: z.string().optional(),
  AIMI_LLM_MODEL: z.string().default("gpt-4o-mini"),
  AIMI_LLM_FALLBACK_MODEL: z.string().optional(),
  AIMI_LLM_TEMPERATURE: number(0, 2).default(0.7),
  AIMI_LLM_MAX_TOKENS: whole(1, 1_000_000).default(2000),
  AIMI_LLM_CONTEXT_TOKENS: whole(1000, 10_000_000).default(16_000),
  AIMI_LLM_INPUT_PRICE: number(0, 1_000_000).default(0),
  AIMI_LLM_OUTPUT_PRICE: number(0, 1_000_000).default(0),
  AIMI_SYSTEM_PERSONA: z.string().max(8000, { error: "must not exceed 8000 characters" }).optional(),
  AIMI_LONG_TERM_TOP_K: whole(0, 50).default(5),
  AIMI_MEMORY_MIN_SIMILARITY: number(0, 1).default(0.2),
  AIMI_SESSION_CACHE_TTL: whole(10, 86_400).default(600),
  AIMI_SESSION_CACHE_MAX_MESSAGES: whole(1, 200).default(30),
  AIMI_RATE_LIMIT_PER_MINUTE: whole(0, 1_000_000).optional(),
  AIMI_TENANT_DAILY_TOKENS: whole(0, 1_000_000_000_000).default(0),
  AIMI_EMBEDDING_BASE_URL: url.optional(),
  AIMI_EMBEDDING_API_KEY: z.string().optional(),
  AIMI_EMBEDDING_MODEL: z.string().default("text-embedding-3-small"),
  AIMI_EMBEDDING_DIMENSIONS: whole(1, 4000).default(1536),
  AIMI_CHAT_TURNS_QUEUE_URL: url.optional(),
  AIMI_CHAT_TURNS_DLQ_QUEUE_URL: url.optional(),
  AIMI_SESSION_JOBS_QUEUE_URL: url.optional(),
  AIMI_SESSION_JOBS_DLQ_QUEUE_URL: url.optional(),
  AIMI_MEMORY_JOBS_QUEUE_URL: url.optional(),
  AIMI_MEMORY_JOBS_DLQ_QUEUE_URL: url.optional(),
  AIMI_LEARNING_JOBS_QUEUE_URL: url.optional(),
  AIMI_LEARNING_JOBS_DLQ_QUEUE_URL: url.optional(),
  AIMI_REMINDERS_QUEUE_URL: url.optional(),
  AIMI_REMINDERS_DLQ_QUEUE_URL: url.optional(),
  AIMI_REMINDERS_QUEUE_ARN: arn.optional(),
  AIMI_SCHEDULE_GROUP: z.string().optional(),
  AIMI_SCHEDULE_ROLE_ARN: arn.optional(),
  AIMI_SCHEDULE_DLQ_ARN: arn.optional(),
  AIMI_RETENTION_JOBS_QUEUE_URL: url.optional(),
  AIMI_RETENTION_JOBS_DLQ_QUEUE_URL: url.optional(),
  AIMI_MIGRATIONS_QUEUE_URL: url.optional(),
  AIMI_MIGRATIONS_DLQ_QUEUE_URL: url.optional(),
  AIMI_CONNECTIONS_TABLE: z.string().optional(),
  AIMI_CONNECTIONS_URL: url.optional(),
  AIMI_TICKETS_TABLE: z.string().optional(),
});
export type Settings = z.infer<typeof settingsSchema>;

/** What a deployed stage takes from its secret alone. */
export const secretSettings: readonly (keyof Settings)[] = [
  "AIMI_API_KEYS",
  "AIMI_ORIGIN_SECRET",
  "AIMI_JWT_SECRET",
  "AIMI_APPLE_PRIVATE_KEY",
  "AIMI_APPLE_TOKEN_KEY",
  "AIMI_APNS_PRIVATE_KEY",
  "AIMI_LLM_API_KEY",
  "AIMI_EMBEDDING_API_KEY",
  "DATABASE_URL",
  "DATABASE_OWNER_URL",
  "UPSTASH_REDIS_REST_TOKEN",
];

export class BadSettings extends Error {
  readonly complaints: readonly string[];

  constructor(complaints: readonly string[]) {
    super(`these settings are not right:\n${complaints.map((line) => `  ${line}`).join("\n")}`);
    this.name = "BadSettings";
    this.complaints = complaints;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;
export type Needed<Name extends keyof Settings> = Settings & {
  readonly [Key in Name]-?: NonNullable<Settings[Key]>;
} & { readonly AIMI_AUTH_MODE: "dev" | "strict" };

/** Reads all settings and names every bad one. The secret is laid under the environment. */
export function readSettings<Name extends keyof Settings>(
  environment: Environment,
  secret: Environment,
  ...needed: readonly Name[]
): Needed<Name> {
  const given = { ...withoutEmpty(secret), ...withoutEmpty(environment) };
  const parsed = settingsSchema.safeParse(given);
  const complaints = parsed.success
    ? [complainOfTokens, complainOfApple, complainOfApns].flatMap((complain) => complain(parsed.data))
    : parsed.error.issues.map(describeIssue);
  const missing = needed.filter((name) => given[name] === undefined && defaultOf(name) === undefined);
  complaints.push(...missing.map((name) => `${name} is missing`));
  complaints.push(...complainOfStage(given, environment));
  if (!parsed.success || complaints.length > 0) throw new BadSettings(complaints);
  const mode = parsed.data.AIMI_AUTH_MODE ?? (parsed.data.AIMI_STAGE === "local" ? "dev" : "strict");
  return { ...parsed.data, AIMI_AUTH_MODE: mode } as Needed<Name>;
}

function complainOfTokens(settings: Settings): string[] {
  if (settings.AIMI_JWT_SECRET === undefined) return [];
  const complaint = complainOfSigningKeys(settings.AIMI_JWT_SECRET, settings.AIMI_JWT_ALGORITHM);
  return complaint === undefined ? [] : [`AIMI_JWT_SECRET ${complaint}`];
}

function complainOfStage(given: Environment, environment: Environment): string[] {
  if ((given.AIMI_STAGE ?? "local") === "local") return [];
  const complaints = secretSettings
    .filter((name) => environment[name])
    .map((name) => `${name} must come from the stage's secret, not from the environment`);
  if (given.AIMI_AUTH_MODE === "dev") complaints.push("AIMI_AUTH_MODE dev is for the stage local alone");
  for (const name of ["DATABASE_URL", "DATABASE_OWNER_URL"] as const) {
    if (given[name]?.includes("sslmode=disable")) {
      complaints.push(`${name} must use TLS outside the stage local`);
    }
  }
  return complaints;
}

function describeIssue(issue: z.core.$ZodIssue): string {
  return `${issue.path.join(".")} ${issue.message}`;
}

function defaultOf(name: keyof Settings): unknown {
  const result = settingsSchema.shape[name].safeParse(undefined);
  return result.success ? result.data : undefined;
}

function withoutEmpty(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}
