import { actFor } from "#shared/domain/access/act-for.ts";
import { answerOnce } from "#shared/domain/access/answer-once.ts";
import { inspectMigrations, type MigrationState } from "#shared/domain/migrations/inspect-migrations.ts";
import { requestMigrations } from "#shared/domain/migrations/request-migrations.ts";
import { getMigrationsContract, runMigrationsContract } from "#shared/wire/http/migrations.ts";
import { route } from "../route.ts";
import { toInstant } from "./memory-shapes.ts";
import { toNamed } from "./named.ts";

export const getMigrationsRoute = route(getMigrationsContract, async ({ caller, query, ports }) => {
  actFor(caller, toNamed(query));
  return { status: 200, body: toResponse(await inspectMigrations(ports)) };
});

export const runMigrationsRoute = route(runMigrationsContract, async (call) => {
  const { caller, query, ports, idempotency, requestId } = call;
  const actor = actFor(caller, toNamed(query));
  return await answerOnce(ports, { actor, idempotency }, async () => {
    const state = await requestMigrations(ports, { requestId });
    return { status: 202, body: { ...toResponse(state), queue: "migrations", request_id: requestId } };
  });
});

function toResponse({ applied, pending, latest }: MigrationState) {
  return {
    applied: applied.map(({ name, appliedAt }) => ({ name, applied_at: toInstant(appliedAt) })),
    pending,
    latest,
  };
}
