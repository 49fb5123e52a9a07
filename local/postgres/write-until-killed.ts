import { neon, neonConfig } from "@neondatabase/serverless";
import { startPostgres } from "./start-postgres.ts";

// Run by the durability test: says each row's number as soon as its insert was answered.

neonConfig.fetchEndpoint = (host, port) => `http://${host}:${port}/sql`;

const postgres = await startPostgres({ dataDir: process.argv[2] ?? null });
const sql = neon(postgres.ownerUrl);
await sql`create table if not exists kept (n serial primary key, filler text)`;
for (;;) {
  const [row] = await sql`insert into kept (filler) values (repeat('x', 3000)) returning n`;
  process.stdout.write(`${row?.n}\n`);
}
