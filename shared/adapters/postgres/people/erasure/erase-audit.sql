-- What was done by the person, or to them.  $1 tenant  $2 owner  $3 limit
select erased, erased = $3::int as more from aimi_erase_audit($1, $2::uuid, $3::int) as erased
