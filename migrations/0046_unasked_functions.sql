-- One question asks of all that a turn recalls since 0043; nothing asks these of one message any more.
drop function aimi_is_outdated(uuid);
drop function aimi_rests_on_refused(uuid);
