import { startRedis } from "../start-redis.ts";

const server = await startRedis({ dataDir: process.argv[2] ?? null });
process.stdout.write(`${JSON.stringify({ url: server.url, token: server.token })}\n`);
