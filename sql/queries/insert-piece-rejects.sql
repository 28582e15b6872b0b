-- The refused records of a piece. A record stands once, whichever walk met it, and leaves when it is mended.
delete from sync.rejects r
 where account = $account
   and stream  = $stream
   and (r.record_key in (select {{key_text}} from stage)
        or r.record_key in (select record_key from stage_rejects)
        or (r.record_key is null and r.raw in (select raw from stage_rejects)));
insert into sync.rejects
select $account, $stream,
       coalesce((select min({{event}}) from stage), cast($fetched as timestamp)),
       coalesce((select max({{event}}) from stage), cast($fetched as timestamp)) + interval 1 microsecond,
       record_key, field, reason, raw, cast($fetched as timestamp), cast($run as uuid)
  from stage_rejects
qualify row_number() over (partition by coalesce(record_key, raw) order by page desc) = 1
