-- The refused records of this read, in place of those that an earlier read of the window left. A record stands
-- once, whichever window met it, and leaves when it is mended.
delete from sync.rejects r
 where account = $account
   and stream  = $stream
   and ((r.window_start >= cast($start as timestamp) and r.window_end <= cast($end as timestamp))
        or r.record_key in (select {{key_text}} from stage)
        or r.record_key in (select record_key from stage_rejects)
        or (r.record_key is null and r.raw in (select raw from stage_rejects)));
insert into sync.rejects
select $account, $stream, cast($start as timestamp), cast($end as timestamp),
       record_key, field, reason, raw, cast($fetched as timestamp), cast($run as uuid)
  from stage_rejects
