import { createHash } from "node:crypto";
import { askAs } from "./ask-as.ts";

interface Filling {
  readonly tenantId: string;
  readonly users: number;
  readonly messagesOfUser: number;
}

/** Every message says a few of thirty words, and has a vector and a job, so that each table is as full as in use. */
const statements = [
  "insert into tenants (id, name, created_at) values (aimi_tenant(), 'T', now())",
  `insert into users (tenant_id, id, owner_id, created_at, last_seen_at)
   select aimi_tenant(), 'user-' || u, aimi_owner_id(aimi_tenant(), 'user-' || u), now(), now()
   from generate_series(1, $1::int) as u where $2::int > 0`,
  `insert into conversations (id, tenant_id, owner_id, user_id, client_id, created_at)
   select md5(aimi_tenant() || u || '/' || c)::uuid, aimi_tenant(), aimi_owner_id(aimi_tenant(), 'user-' || u),
     'user-' || u, 'c' || c, now()
   from generate_series(1, $1::int) as u, generate_series(0, $2::int / 10) as c`,
  `insert into messages
     (id, tenant_id, owner_id, conversation_id, role, content, metadata, importance, text_hash, created_at, turn_id)
   select md5('m' || aimi_tenant() || u || '/' || m)::uuid, aimi_tenant(), aimi_owner_id(aimi_tenant(), 'user-' || u),
     md5(aimi_tenant() || u || '/' || m / 10)::uuid, 'user',
     'word' || m % 30 || ' word' || (m * 7 + u) % 30 || ' only' || u || 'x' || m, '{}', 0.5,
     sha256(convert_to(u || 'x' || m, 'UTF8')), now() - m * interval '1 hour',
     md5('m' || aimi_tenant() || u || '/' || m)::uuid
   from generate_series(1, $1::int) as u, generate_series(1, $2::int) as m`,
  `insert into sessions (id, tenant_id, owner_id, conversation_id, started_at, last_active_at)
   select id, tenant_id, owner_id, id, now(), now() from conversations where $1::int > 0 and $2::int > 0`,
  `insert into turns (id, tenant_id, owner_id, conversation_id, session_id, client_message_id, user_message_id,
     status, attempt, fence, care, outbox_id, accepted_at)
   select id, tenant_id, owner_id, conversation_id, conversation_id, id::text, id, 'running', 1, 1, false, id, created_at
   from messages where $1::int > 0 and $2::int > 0`,
  `insert into usage_days (tenant_id, day, model, turns, prompt_tokens, completion_tokens, cost_micros)
   select aimi_tenant(), date '2026-01-31' - day, 'm', 1, 1, 1, 1 from generate_series(1, $1::int * $2::int / 10) as day`,
  `insert into memories (id, tenant_id, owner_id, user_id, provenance, created_at)
   select md5('k' || aimi_tenant() || u || '/' || m)::uuid, aimi_tenant(),
     aimi_owner_id(aimi_tenant(), 'user-' || u), 'user-' || u, 'messages', now()
   from generate_series(1, $1::int) as u, generate_series(1, $2::int) as m`,
  `insert into memory_versions (id, tenant_id, owner_id, memory_id, version, reason, type, content, text_hash,
     importance, status, metadata, created_at, superseded_at)
   select md5(version || memories.id::text)::uuid, tenant_id, owner_id, id, version, 'created', 'fact',
     'memory ' || version, sha256(convert_to(version || id::text, 'UTF8')), 0.5, 'active', '{}', now(),
     case version when 1 then now() end
   from memories, generate_series(1, 2) as version where $1::int > 0 and $2::int > 0`,
  `insert into memory_postings
   select posting.* from memory_versions v, aimi_version_postings(v.tenant_id, v.owner_id, v.id, v.content) as posting
   where $1::int > 0 and $2::int > 0`,
  `insert into memory_sources (tenant_id, owner_id, memory_id, message_id, position)
   select aimi_tenant(), aimi_owner_id(aimi_tenant(), 'user-' || u),
     md5('k' || aimi_tenant() || u || '/' || m)::uuid, md5('m' || aimi_tenant() || u || '/' || m)::uuid, 1
   from generate_series(1, $1::int) as u, generate_series(1, $2::int) as m`,
  `insert into unlearned (message_id, tenant_id, owner_id, conversation_id, said_at)
   select id, tenant_id, owner_id, conversation_id, created_at from messages where $1::int > 0 and $2::int > 0`,
  `insert into consents (id, tenant_id, owner_id, user_id, type, granted, recorded_by, created_at)
   select md5('c' || owner_id::text || type)::uuid, tenant_id, owner_id, id, type, true, 'self', now()
   from users, unnest(array['health', 'personal']) as type where $1::int > 0 and $2::int > 0`,
  `insert into user_states (owner_id, tenant_id, user_id, version, updated_at)
   select owner_id, tenant_id, id, 1, now() from users where $1::int > 0 and $2::int > 0
   union all
   select id, tenant_id, id::text, 1, now() from messages`,
  `insert into user_state_lines (id, tenant_id, owner_id, part, content, type, written_by, session_id, position,
     since_version, created_at)
   select id, tenant_id, owner_id, 'profile', id::text, 'fact', 'session', conversation_id, 0, 1, now()
   from messages where $1::int > 0 and $2::int > 0`,
  `insert into user_state_sources (line_id, message_id, tenant_id, owner_id)
   select id, id, tenant_id, owner_id from messages where $1::int > 0 and $2::int > 0`,
  `insert into postings (tenant_id, lexeme, owner_id, message_id, length, created_at)
   select tenant_id, lexeme, owner_id, id, 3, created_at from messages, unnest(aimi_lexemes(content)) as lexeme
   where $1::int > 0 and $2::int > 0`,
  `insert into embeddings (tenant_id, owner_id, model, text_hash, dimensions, vector, created_at)
   select tenant_id, owner_id, 'fake-embedding', text_hash, 64,
     ('[' || repeat('0.5,', 63) || length(content) || ']')::halfvec, now()
   from messages where $1::int > 0 and $2::int > 0`,
  `insert into outbox (id, tenant_id, owner_id, queue, body, created_at, due_at)
   select id, tenant_id, owner_id, 'memory-jobs', '{}', now(), created_at + interval '1000 days'
   from messages where $1::int > 0 and $2::int > 0`,
  `insert into outbox (id, tenant_id, owner_id, queue, body, created_at, due_at)
   select md5('t' || id::text)::uuid, tenant_id, owner_id, 'session-jobs',
     jsonb_build_object('kind', 'find_title', 'conversation_id', id), now(), created_at + interval '1000 days'
   from conversations where $1::int > 0 and $2::int > 0`,
  `insert into fact_drafts (id, tenant_id, owner_id, draft, created_at)
   select md5('d' || id::text)::uuid, tenant_id, owner_id,
     jsonb_build_object('source_message_ids', jsonb_build_array(id)), created_at
   from messages where $1::int > 0 and $2::int > 0`,
  `insert into failed_jobs (id, tenant_id, owner_id, queue, body, reason, attempts, created_at)
   select id, tenant_id, aimi_owner_id(tenant_id, null), 'memory-jobs', '{}', 'given_up', 1, now()
   from messages where $1::int > 0 and $2::int > 0`,
  `insert into embedding_failures (tenant_id, owner_id, text_hash, model, job_id, created_at)
   select tenant_id, owner_id, text_hash, 'another-model', id, now()
   from messages where $1::int > 0 and $2::int > 0`,
  `insert into idempotency_keys (tenant_id, owner_id, caller, route, key, request_hash, result, created_at)
   select tenant_id, owner_id, 'caller', 'route', id::text, text_hash, '{}', now()
   from messages where $1::int > 0 and $2::int > 0`,
];

export async function fillTenant(url: string, { tenantId, users, messagesOfUser }: Filling): Promise<void> {
  for (const statement of statements) {
    const values = statement.includes("$1") ? [users, messagesOfUser] : [];
    await askAs(url, { scope: "tenant", tenant: tenantId, user: "" }, statement, values);
  }
}

/** What `md5(name)::uuid` gives in Postgres. */
export function md5Id(name: string): string {
  const hex = createHash("md5").update(name).digest("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
