-- From when on a stream is kept complete; asked for once, so that a rolling default cannot forget holes.
insert into sync.streams
select $account, $stream, cast($start as timestamp)
 where not exists (select 1 from sync.streams where account = $account and stream = $stream)
