import { deriveOwnerId } from "#shared/domain/access/derive-ids.ts";

export interface Owner {
  readonly tenantId: string;
  readonly userId: string;
}

const now = "'2026-01-31T09:30:00Z'";
const ownerOf = ({ tenantId, userId }: Owner) => `'${deriveOwnerId(tenantId, userId)}'::uuid`;

/** What rows of other tables hang on, ten of each, by statements that write them for `aimi_owner()` of a tenant. */
export const parentsOf = (tenant: string): readonly string[] => [
  `insert into entities (id, tenant_id, owner_id, name, type, created_at)
   select ('00000000-0000-0000-0000-00000000003' || key)::uuid, '${tenant}', aimi_owner(), 'n', 'place', now()
   from generate_series(0, 9) as key`,
  `insert into relations (id, tenant_id, owner_id, subject_id, predicate, object_id, created_at)
   select ('00000000-0000-0000-0000-00000000004' || key)::uuid, '${tenant}', aimi_owner(),
     '00000000-0000-0000-0000-000000000030', 'parent' || key, '00000000-0000-0000-0000-000000000030', now()
   from generate_series(0, 9) as key`,
  `insert into user_state_lines (id, tenant_id, owner_id, part, content, type, written_by, position, since_version, created_at)
   select '00000000-0000-0000-0000-000000000050', '${tenant}', aimi_owner(), 'profile', 'text', 'fact', 'client', 1, 1, now()`,
  `insert into reminders (id, tenant_id, owner_id, user_id, kind, text, starts_local, due_at, channel, status, created_at,
     updated_at)
   select '00000000-0000-0000-0000-000000000060', '${tenant}', aimi_owner(), 'anna', 'reminder', 't', now(), now(), 'auto',
     'scheduled', now(), now()`,
  `insert into goals (id, tenant_id, owner_id, user_id, title, status, created_at, updated_at)
   select '00000000-0000-0000-0000-000000000070', '${tenant}', aimi_owner(), 'anna', 't', 'active', now(), now()`,
];

/** One row of each tenant-owned table, as the statement that writes it for a user. `{key}` differs from row to row. */
export const samples: Readonly<Record<string, (owner: Owner) => string>> = {
  users: (owner) =>
    `insert into users (tenant_id, id, owner_id, created_at, last_seen_at)
     values ('${owner.tenantId}', '${owner.userId}{key}', ${ownerOf(owner)}, ${now}, ${now})`,
  push_devices: (owner) =>
    `insert into push_devices (id, tenant_id, owner_id, user_id, platform, environment, token, created_at, updated_at)
     values (gen_random_uuid(), '${owner.tenantId}', ${ownerOf(owner)}, '${owner.userId}', 'apns', 'sandbox', 't{key}', ${now}, ${now})`,
  consents: (owner) =>
    `insert into consents (id, tenant_id, owner_id, user_id, type, granted, recorded_by, created_at)
     values (gen_random_uuid(), '${owner.tenantId}', ${ownerOf(owner)}, '${owner.userId}', 'health', true, 'c', ${now})`,
  deletions: (owner) =>
    `insert into deletions (id, tenant_id, owner_id, subject_hash, requested_by, requested_at, settles_at)
     values (gen_random_uuid(), '${owner.tenantId}', ${ownerOf(owner)}, '\\x01', 'c', ${now}, ${now})`,
  apple_accounts: (owner) =>
    `insert into apple_accounts (tenant_id, owner_id, user_id, sub, email_as_of, authenticated_at, created_at, updated_at)
     values ('${owner.tenantId}', ${ownerOf(owner)}, '${owner.userId}{key}', 's', ${now}, ${now}, ${now}, ${now})`,
  conversations: (owner) =>
    `insert into conversations (id, tenant_id, owner_id, user_id, client_id, created_at)
     values (gen_random_uuid(), '${owner.tenantId}', ${ownerOf(owner)}, '${owner.userId}', 'c{key}', ${now})`,
  messages: (owner) =>
    `insert into messages
       (id, tenant_id, owner_id, conversation_id, role, content, metadata, importance, text_hash, created_at)
     values (gen_random_uuid(), '${owner.tenantId}', ${ownerOf(owner)},
       '00000000-0000-0000-0000-000000000001', 'user', 'text{key}', '{}', 0.5, '\\x01', ${now})`,
  sessions: (owner) =>
    `insert into sessions
       (id, tenant_id, owner_id, conversation_id, started_at, last_active_at, ended_at, end_reason)
     values (gen_random_uuid(), '${owner.tenantId}', ${ownerOf(owner)},
       '00000000-0000-0000-0000-000000000001', ${now}, ${now}, ${now}, 'idle')`,
  turns: (owner) =>
    `insert into turns (id, tenant_id, owner_id, conversation_id, session_id, client_message_id, user_message_id,
       status, attempt, fence, care, outbox_id, accepted_at)
     values (gen_random_uuid(), '${owner.tenantId}', ${ownerOf(owner)}, '00000000-0000-0000-0000-000000000001',
       '00000000-0000-0000-0000-000000000004', 'm{key}', gen_random_uuid(), 'running', 1, 1, false,
       gen_random_uuid(), ${now})`,
  memories: (owner) =>
    `insert into memories (id, tenant_id, owner_id, user_id, provenance, created_at)
     values (gen_random_uuid(), '${owner.tenantId}', ${ownerOf(owner)}, '${owner.userId}', 'client', ${now})`,
  memory_versions: (owner) =>
    `insert into memory_versions (id, tenant_id, owner_id, memory_id, version, reason, type, content, text_hash,
       importance, status, metadata, created_at)
     values (gen_random_uuid(), '${owner.tenantId}', ${ownerOf(owner)}, '00000000-0000-0000-0000-000000000002',
       1{key}, 'created', 'fact', 'text', '\\x01', 0.5, 'active', '{}', ${now})`,
  memory_sources: (owner) =>
    `insert into memory_sources (tenant_id, owner_id, memory_id, message_id, position)
     values ('${owner.tenantId}', ${ownerOf(owner)}, '00000000-0000-0000-0000-000000000002',
       '00000000-0000-0000-0000-00000000001{key}', 1)`,
  postings: (owner) =>
    `insert into postings (tenant_id, lexeme, owner_id, message_id, length, created_at)
     values ('${owner.tenantId}', 'word{key}', ${ownerOf(owner)}, gen_random_uuid(), 1, now())`,
  memory_postings: (owner) =>
    `insert into memory_postings (tenant_id, lexeme, owner_id, version_id, length)
     values ('${owner.tenantId}', 'word{key}', ${ownerOf(owner)}, gen_random_uuid(), 1)`,
  embeddings: (owner) =>
    `insert into embeddings (tenant_id, owner_id, model, text_hash, dimensions, vector, created_at)
     values ('${owner.tenantId}', ${ownerOf(owner)}, 'm{key}', '\\x01', 1, '[1]', ${now})`,
  outbox: (owner) =>
    `insert into outbox (id, tenant_id, owner_id, queue, body, created_at, due_at)
     values (gen_random_uuid(), '${owner.tenantId}', ${ownerOf(owner)}, 'q{key}', '{}', ${now}, ${now})`,
  failed_jobs: (owner) =>
    `insert into failed_jobs (id, tenant_id, owner_id, queue, body, reason, attempts, created_at)
     values (('00000000-0000-0000-0000-00000000002{key}')::uuid, '${owner.tenantId}', ${ownerOf(owner)}, 'q', '{}', 'r', 1, ${now})`,
  embedding_failures: (owner) =>
    `insert into embedding_failures (tenant_id, owner_id, text_hash, model, job_id, created_at)
     values ('${owner.tenantId}', ${ownerOf(owner)}, '\\x01', 'm{key}', '00000000-0000-0000-0000-000000000020', ${now})`,
  api_keys: (owner) =>
    `insert into api_keys (id, tenant_id, owner_id, name, scopes, key_hash, created_by, created_at)
     values (gen_random_uuid(), '${owner.tenantId}', ${ownerOf(owner)}, 'n', '{chat}',
       sha256(convert_to('${owner.tenantId}/{key}', 'UTF8')), 'c', ${now})`,
  sign_ins: (owner) =>
    `insert into sign_ins (id, tenant_id, owner_id, user_id, method, created_at, last_used_at, expires_at)
     values (gen_random_uuid(), '${owner.tenantId}', ${ownerOf(owner)}, '${owner.userId}', 'dev', ${now}, ${now}, ${now})`,
  refresh_tokens: (owner) =>
    `insert into refresh_tokens (token_hash, tenant_id, owner_id, sign_in_id, issued_at, expires_at, spent_at)
     values (sha256(convert_to('${owner.tenantId}/{key}', 'UTF8')), '${owner.tenantId}', ${ownerOf(owner)},
       '00000000-0000-0000-0000-000000000003', ${now}, ${now}, ${now})`,
  audit_log: (owner) =>
    `insert into audit_log (id, tenant_id, owner_id, user_id, actor_id, action, details, at)
     values (gen_random_uuid(), '${owner.tenantId}', ${ownerOf(owner)}, '${owner.userId}', 'a', 'a', '{}', ${now})`,
  retention_runs: (owner) =>
    `insert into retention_runs (id, tenant_id, owner_id, created_at)
     values (gen_random_uuid(), '${owner.tenantId}', ${ownerOf(owner)}, ${now})`,
  unlearned: (owner) =>
    `insert into unlearned (message_id, tenant_id, owner_id, conversation_id, said_at)
     values ('00000000-0000-0000-0000-00000000001{key}', '${owner.tenantId}', ${ownerOf(owner)},
       '00000000-0000-0000-0000-000000000001', ${now})`,
  learners: (owner) =>
    `insert into learners (owner_id, tenant_id, epoch)
     values (${ownerOf(owner)}, '${owner.tenantId}', 1) on conflict (owner_id) do update set epoch = 2`,
  fact_drafts: (owner) =>
    `insert into fact_drafts (id, tenant_id, owner_id, user_id, draft, created_at)
     values (gen_random_uuid(), '${owner.tenantId}', ${ownerOf(owner)}, '${owner.userId}', '{}', ${now})`,
  entities: (owner) =>
    `insert into entities (id, tenant_id, owner_id, name, type, created_at)
     values (gen_random_uuid(), '${owner.tenantId}', ${ownerOf(owner)}, 'n{key}', 'place', ${now})`,
  entity_names: (owner) =>
    `insert into entity_names (owner_id, key, tenant_id, entity_id, name, created_at)
     values (${ownerOf(owner)}, 'n{key}', '${owner.tenantId}', '00000000-0000-0000-0000-000000000030', 'n{key}', ${now})`,
  relations: (owner) =>
    `insert into relations (id, tenant_id, owner_id, subject_id, predicate, object_id, created_at)
     values (gen_random_uuid(), '${owner.tenantId}', ${ownerOf(owner)},
       '00000000-0000-0000-0000-000000000030', 'p{key}', '00000000-0000-0000-0000-000000000030', ${now})`,
  memory_entities: (owner) =>
    `insert into memory_entities (memory_id, entity_id, tenant_id, owner_id)
     values ('00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-00000000003{key}',
       '${owner.tenantId}', ${ownerOf(owner)})`,
  memory_relations: (owner) =>
    `insert into memory_relations (memory_id, relation_id, tenant_id, owner_id)
     values ('00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-00000000004{key}',
       '${owner.tenantId}', ${ownerOf(owner)})`,
  user_states: (owner) =>
    `insert into user_states (owner_id, tenant_id, user_id, version, updated_at)
     values (${ownerOf(owner)}, '${owner.tenantId}', '${owner.userId}', 1, ${now})
     on conflict (owner_id) do update set version = 2`,
  user_state_lines: (owner) =>
    `insert into user_state_lines (id, tenant_id, owner_id, part, content, type, written_by, position, since_version, created_at)
     values (gen_random_uuid(), '${owner.tenantId}', ${ownerOf(owner)}, 'profile',
       'text', 'fact', 'client', 1, 1, ${now})`,
  user_state_sources: (owner) =>
    `insert into user_state_sources (line_id, message_id, tenant_id, owner_id)
     values ('00000000-0000-0000-0000-000000000050', '00000000-0000-0000-0000-00000000001{key}',
       '${owner.tenantId}', ${ownerOf(owner)})`,
  goals: (owner) =>
    `insert into goals (id, tenant_id, owner_id, user_id, title, status, created_at, updated_at)
     values (gen_random_uuid(), '${owner.tenantId}', ${ownerOf(owner)}, '${owner.userId}', 'g{key}', 'active', ${now}, ${now})`,
  tasks: (owner) =>
    `insert into tasks (id, tenant_id, owner_id, user_id, goal_id, title, status, created_at, updated_at)
     values (gen_random_uuid(), '${owner.tenantId}', ${ownerOf(owner)}, '${owner.userId}',
       '00000000-0000-0000-0000-000000000070', 't{key}', 'open', ${now}, ${now})`,
  events: (owner) =>
    `insert into events (id, tenant_id, owner_id, user_id, title, starts_at, time_zone, created_at, updated_at)
     values (gen_random_uuid(), '${owner.tenantId}', ${ownerOf(owner)}, '${owner.userId}', 'e{key}', ${now}, 'UTC', ${now}, ${now})`,
  reminders: (owner) =>
    `insert into reminders (id, tenant_id, owner_id, user_id, kind, text, starts_local, due_at, channel, status,
       created_at, updated_at)
     values (gen_random_uuid(), '${owner.tenantId}', ${ownerOf(owner)}, '${owner.userId}', 'reminder', 'r{key}', ${now},
       ${now}, 'auto', 'scheduled', ${now}, ${now})`,
  occurrences: (owner) =>
    `insert into occurrences (id, tenant_id, owner_id, user_id, reminder_id, kind, due_at, state, created_at)
     values (gen_random_uuid(), '${owner.tenantId}', ${ownerOf(owner)}, '${owner.userId}',
       '00000000-0000-0000-0000-000000000060', 'reminder', ${now}, 'due', ${now})`,
  idempotency_keys: (owner) =>
    `insert into idempotency_keys (tenant_id, owner_id, caller, route, key, request_hash, result, created_at)
     values ('${owner.tenantId}', ${ownerOf(owner)}, 'c', 'r', 'k{key}', '\\x01', '{}', ${now})`,
};
