/** All that "discard all" does but for the plans: Neon's endpoint, too, hands a session on with what it has planned. */
export const wipeSession = `close all; reset all; deallocate all; unlisten *; select pg_advisory_unlock_all();
  discard temp; discard sequences`;
