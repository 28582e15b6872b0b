-- The refused records of this read, in place of those that an earlier read of the window left.
delete from sync.rejects
 where account = $account
   and stream  = $stream
   and window_start >= cast($start as timestamp)
   and window_end   <= cast($end as timestamp);
insert into sync.rejects
select $account, $stream, cast($start as timestamp), cast($end as timestamp),
       record_key, field, reason, raw, cast($fetched as timestamp), cast($run as uuid)
  from stage_rejects
