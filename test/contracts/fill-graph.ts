import { askAs } from "./ask-as.ts";
import { fillTenant } from "./fill-tenant.ts";

const statements = [
  `insert into tenants (id, name, created_at) values (aimi_tenant(), 'T', now()) on conflict do nothing`,
  `insert into memories (id, tenant_id, owner_id, user_id, provenance, created_at)
   select md5('g' || o.owner_id || m)::uuid, aimi_tenant(), o.owner_id, 'u', 'client', now() from owners o, things as m`,
  `insert into memory_versions (id, tenant_id, owner_id, memory_id, version, reason, type, content, text_hash, importance,
     status, metadata, created_at)
   select id, tenant_id, owner_id, id, 1, 'created', 'fact', 'text', sha256(uuid_send(id)), 0.5, 'active', '{}', now()
   from memories m where not exists (select from memory_versions v where v.memory_id = m.id)`,
  `insert into entities (id, tenant_id, owner_id, name, type, is_self, created_at)
   select md5('e' || o.owner_id || m)::uuid, aimi_tenant(), o.owner_id, 'thing ' || m, 'thing', m = 0, now()
   from owners o, generate_series(0, 100) as m`,
  `insert into entity_names (owner_id, key, tenant_id, entity_id, name, created_at)
   select owner_id, case when is_self then 'user' else name end, tenant_id, id, name, now() from entities`,
  `insert into relations (id, tenant_id, owner_id, subject_id, predicate, object_id, created_at)
   select md5('r' || o.owner_id || m || k)::uuid, aimi_tenant(), o.owner_id,
     md5('e' || o.owner_id || case k when 0 then 0 else m / 2 end)::uuid, 'p' || k, md5('e' || o.owner_id || m)::uuid, now()
   from owners o, things as m, generate_series(0, 1) as k`,
  `insert into memory_relations (memory_id, relation_id, tenant_id, owner_id)
   select md5('g' || o.owner_id || m)::uuid, md5('r' || o.owner_id || m || k)::uuid, aimi_tenant(), o.owner_id
   from owners o, things as m, generate_series(0, 1) as k`,
  `insert into memory_entities (memory_id, entity_id, tenant_id, owner_id, keys)
   select md5('g' || o.owner_id || m)::uuid, md5('e' || o.owner_id || m)::uuid, aimi_tenant(), o.owner_id,
     array['thing ' || m]
   from owners o, things as m`,
].map((statement) =>
  statement
    .replaceAll(
      "owners o",
      "(select aimi_owner_id(aimi_tenant(), 'user-' || u) as owner_id from generate_series(1, 4) as u) as o",
    )
    .replaceAll("things", "generate_series(1, 100)"),
);

/**
 * Tenants of four people, of whom each has a hundred memories: each says what the person, and the thing before, have to
 * do with one. The first, acme, has more than that.
 */
export async function fillGraphs(url: string): Promise<void> {
  await fillTenant(url, { tenantId: "acme", users: 4, messagesOfUser: 50 });
  for (const tenant of ["acme", ...Array.from({ length: 12 }, (_, at) => `other-${at}`)]) {
    for (const statement of statements) await askAs(url, { scope: "tenant", tenant, user: "" }, statement);
  }
}
