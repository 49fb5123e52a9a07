create function aimi_note_graph(tenant text, owner uuid, memory uuid, entities jsonb, relations jsonb, noted_at timestamptz)
  returns void
  language sql
  return null;
