-- Whoever comes with a token of the same family waits, and sees what this one did.  $1 token hash
select from sign_ins
where id = (select sign_in_id from refresh_tokens where token_hash = decode($1::text, 'hex'))
for update
