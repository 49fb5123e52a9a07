import { readFile } from "node:fs/promises";
import { Client } from "pg";
import { deriveOwnerId } from "#shared/domain/access/derive-ids.ts";
import { model, type Systems } from "./start-systems.ts";
import { dimensions } from "./vector-file.ts";

export interface Owner {
  readonly tenantId: string;
  readonly userId: string;
  readonly seed: number;
  readonly messages: number;
}

const perShare = 20_000;
const connections = 2;
const tables = ["tenants", "users", "conversations", "messages", "postings", "embeddings"];

/** Fills the product's own tables with what everybody said, as it would lie there had all talked at the same time. */
export async function fill({ databaseUrl, texts }: Systems, owners: readonly Owner[]): Promise<void> {
  const clients = await Promise.all(Array.from({ length: connections }, () => connect(databaseUrl)));
  const [first] = clients as [Client];
  try {
    const now = new Date().toISOString();
    await first.query(
      `insert into bench.owner select * from unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::int[])`,
      [
        owners.map(({ tenantId, userId }) => deriveOwnerId(tenantId, userId)),
        owners.map(({ tenantId }) => tenantId),
        owners.map(({ userId }) => userId),
        owners.map(({ seed }) => seed),
        owners.map(({ messages }) => messages),
      ],
    );
    await first.query(await statement("fill-owners.sql"), [now]);

    const total = owners.reduce((sum, { messages }) => sum + messages, 0);
    const shares = Math.ceil(total / perShare);
    const fillMessages = await statement("fill-messages.sql");
    const { turns, words, shifts } = texts;
    const startedAt = performance.now();
    let [share, filled] = [0, 0];
    const work = clients.map(async (client) => {
      while (share < shares) {
        const values = [share++, shares, now, model, dimensions, turns, words, shifts];
        const { rows } = await client.query<{ filled: number }>(fillMessages, values);
        filled += rows[0]!.filled;
        const seconds = (performance.now() - startedAt) / 1000;
        console.log(`filled ${filled} of ${total} messages in ${seconds.toFixed(0)} s`);
      }
    });
    await Promise.all(work);
    // What autovacuum would have done by then.
    for (const table of tables) await first.query(`vacuum (analyze) ${table}`);
    await first.query("checkpoint");
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

async function statement(name: string): Promise<string> {
  return await readFile(new URL(name, import.meta.url), "utf8");
}
