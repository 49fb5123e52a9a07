import { Client } from "pg";
import { prepareUpstream } from "#local/postgres/prepare-upstream.ts";
import { upstreamUrl } from "#local/postgres/upstream-url.ts";
import { type Conversation, readConversations } from "../recall/read-conversations.ts";
import { startEmbeddings } from "../recall/start-embeddings.ts";
import type { AimiClient } from "./aimi-client.ts";
import { createTenant, openDoor, operatorKey } from "./open-door.ts";
import { prepareTexts, type Said, type Texts } from "./prepare-texts.ts";
import { startBackends } from "./start-backends.ts";
import { startCloud } from "./start-cloud.ts";
import { type Mem0, startMem0 } from "./start-mem0.ts";
import { writeCache } from "./write-cache.ts";

export interface Setting {
  /** A temporary folder. */
  readonly folder: string;
  readonly mem0Home: string;
  /** Where LoCoMo and the embedding server are. */
  readonly data: string;
  readonly embeddingDelayMs: number;
  /** The messages that the embedding server will be asked for. */
  chooseTexts(texts: Texts): Promise<Said[]>;
}

/** Both systems on one Postgres and one embedding server. */
export interface Systems {
  readonly aimi: AimiClient;
  readonly mem0: Mem0;
  readonly database: Client;
  readonly databaseUrl: string;
  readonly embeddingsUrl: string;
  readonly texts: Texts;
  readonly questions: readonly string[];
}

export const model = "all-MiniLM-L6-v2";
export const tenantId = "bench";

/** All that it starts is handed to the caller to be ended. */
export async function startSystems(parts: AsyncDisposableStack, setting: Setting): Promise<Systems> {
  const { data, folder, mem0Home, embeddingDelayMs } = setting;
  const backends = await startBackends(parts, folder);
  const name = `aimi_bench_${Date.now()}`;
  const databaseUrl = upstreamUrl(backends.postgresUrl, name);
  await prepareUpstream(backends.postgresUrl, name);
  parts.defer(() => dropDatabase(backends.postgresUrl, name));
  const database = new Client({ connectionString: databaseUrl });
  await database.connect();
  parts.defer(() => database.end());

  const conversations = await readConversations(`${data}/locomo`);
  const questions = questionsOf(conversations);
  const texts = await prepareTexts(database, conversations, data);
  const mem0 = await startMem0(mem0Home, folder);
  parts.defer(() => mem0.stop());
  const said = await setting.chooseTexts(texts);
  const cache = await writeCache({ mem0, databaseUrl, questions, said, folder });
  const caches = [`${data}/minilm/locomo-dev.f16`, cache].flatMap((path) => ["--cache", path]);
  const delay = ["--delay-ms", String(embeddingDelayMs)];
  const embeddings = await startEmbeddings(`${data}/minilm/serve.py`, [...caches, ...delay]);
  parts.defer(() => embeddings.stop());

  const cloud = await startCloud({
    dataDir: null,
    ...backends,
    database: name,
    settings: {
      AIMI_LOG_LEVEL: "warn",
      AIMI_AUTH_MODE: "strict",
      AIMI_API_KEYS: operatorKey,
      AIMI_EMBEDDING_BASE_URL: embeddings.url,
      AIMI_EMBEDDING_MODEL: model,
      AIMI_EMBEDDING_DIMENSIONS: "384",
    },
  });
  parts.defer(() => cloud.stop());
  await createTenant(cloud.url, tenantId);
  const aimi = await openDoor(cloud.url, tenantId);
  return { aimi, mem0, database, databaseUrl, embeddingsUrl: embeddings.url, texts, questions };
}

function questionsOf(conversations: readonly Conversation[]): string[] {
  const asked = conversations.flatMap(({ questions }) => questions.map(({ question }) => question));
  return [...new Set(asked)];
}

async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(`drop database ${name} with (force)`);
  await client.end();
}
