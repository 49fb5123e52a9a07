-- Workers of a tenant write vectors side by side, but not while one says which texts failed: what either wrote, the
-- other's statement sees.  $1 tenant  $2 whether alone
select case when $2::boolean then pg_advisory_xact_lock(key) else pg_advisory_xact_lock_shared(key) end
from hashtextextended('embeddings/' || $1, 0) as key
