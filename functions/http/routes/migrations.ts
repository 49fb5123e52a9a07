import { actFor } from "#shared/domain/access/act-for.ts";
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

export const runMigrationsRoute = route(
  runMigrationsContract,
  async ({ caller, query, ports, requestId }) => {
    actFor(caller, toNamed(query));
    const state = await requestMigrations(ports, { requestId });
    return { status: 202, body: { ...toResponse(state), queue: "migrations", request_id: requestId } };
  },
);

function toResponse({ applied, pending, latest }: MigrationState) {
  return {
    applied: applied.map(({ name, appliedAt }) => ({ name, applied_at: toInstant(appliedAt) })),
    pending,
    latest,
  };
}
