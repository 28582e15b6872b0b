-- A walk's row, made before its first page. One that starts over keeps what an earlier one proved complete.
update sync.cursors
   set start_cursor  = $start,
       cursor        = $start,
       resume_cursor = $start,
       is_whole      = $whole,
       is_complete   = false,
       rows          = 0,
       resume_rows   = 0
 where account = $account
   and stream  = $stream
   and range_start is not distinct from cast($range_start as timestamp)
   and range_end   is not distinct from cast($range_end as timestamp);
insert into sync.cursors (account, stream, range_start, range_end, start_cursor, cursor, resume_cursor,
                          is_whole, is_complete, rows, resume_rows, attempts, updated_at, run_id)
select $account, $stream, cast($range_start as timestamp), cast($range_end as timestamp), $start, $start,
       $start, $whole, false, 0, 0, 0, cast($now as timestamp), cast($run as uuid)
 where not exists (
       select 1 from sync.cursors
        where account = $account
          and stream  = $stream
          and range_start is not distinct from cast($range_start as timestamp)
          and range_end   is not distinct from cast($range_end as timestamp))
