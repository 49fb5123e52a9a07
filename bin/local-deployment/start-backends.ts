import { join } from "node:path";
import { embeddingModel } from "#local/model/answer-embeddings.ts";
import { chatModel } from "#local/model/chat/answer-chat.ts";
import { startModel } from "#local/model/start-model.ts";
import { startPostgres } from "#local/postgres/start-postgres.ts";
import { startRedis } from "#local/redis/start-redis.ts";
import { tokenSecret } from "#local/token-secret.ts";

export interface Backends {
  readonly appSecret: Readonly<Record<string, string>>;
  readonly ownerSecret: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export interface BackendOptions {
  readonly dataDir: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Postgres, Redis and a model on this machine, and the settings by which functions find them. */
export async function startBackends({ dataDir, environment }: BackendOptions): Promise<Backends> {
  const started: { close(): Promise<void> }[] = [];
  const close = async () => {
    for (const backend of started.reverse()) await backend.close();
  };
  const keep = <Backend extends { close(): Promise<void> }>(backend: Backend): Backend => {
    started.push(backend);
    return backend;
  };
  const folder = (name: string) => dataDir && join(dataDir, name);
  try {
    const postgres = keep(
      await startPostgres({
        dataDir: folder("postgres"),
        database: "aimi_deploy",
        ...optional("upstream", environment.AIMI_LOCAL_POSTGRES_URL),
      }),
    );
    const redis = keep(
      await startRedis({
        dataDir: folder("redis"),
        ...optional("upstream", environment.AIMI_LOCAL_REDIS_URL),
      }),
    );
    const model = keep(await startModel());
    const seen = (url: string) => asSeenByFunctions(url, environment.AIMI_DEPLOY_HOST);
    return {
      appSecret: {
        DATABASE_URL: seen(postgres.appUrl),
        UPSTASH_REDIS_REST_URL: seen(redis.url),
        UPSTASH_REDIS_REST_TOKEN: redis.token,
        ...optional("AIMI_API_KEYS", environment.AIMI_API_KEYS),
        AIMI_JWT_SECRET: environment.AIMI_JWT_SECRET || (await tokenSecret(dataDir)),
        ...modelSettings(seen(model.url), environment),
      },
      ownerSecret: { DATABASE_OWNER_URL: seen(postgres.ownerUrl) },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The stand-in, unless the environment names a real model. */
function modelSettings(url: string, environment: BackendOptions["environment"]): Record<string, string> {
  const named = Object.entries(environment).filter(
    (entry): entry is [string, string] => /^AIMI_(LLM|EMBEDDING)_/.test(entry[0]) && Boolean(entry[1]),
  );
  return {
    AIMI_LLM_BASE_URL: url,
    AIMI_LLM_API_KEY: "local",
    ...(!environment.AIMI_LLM_BASE_URL && { AIMI_LLM_MODEL: chatModel }),
    AIMI_EMBEDDING_BASE_URL: url,
    AIMI_EMBEDDING_MODEL: embeddingModel,
    AIMI_EMBEDDING_DIMENSIONS: "384",
    ...Object.fromEntries(named),
  };
}

/** Functions in containers know this machine by another name than it knows itself. */
function asSeenByFunctions(url: string, host: string | undefined): string {
  return host ? url.replace("127.0.0.1", host) : url;
}

function optional<Name extends string>(name: Name, value: string | undefined): { [Key in Name]?: string } {
  return value ? ({ [name]: value } as { [Key in Name]?: string }) : {};
}
