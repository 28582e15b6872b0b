-- Where the walk stands after a piece, in the transaction of its rows, and where the next one begins again.
-- What it proves complete moves only when it reached the end, and only up to where no late row can belong.
update sync.cursors
   set cursor         = $cursor,
       resume_cursor  = $resume,
       is_complete    = $ended,
       first_event_at = least(first_event_at, piece.first),
       last_event_at  = greatest(last_event_at, piece.last),
       complete_until = case
                          when $ended and is_whole
                          then greatest(complete_until, cast($settled as timestamp))
                          else complete_until
                        end,
       reached_end_at = case when $ended then cast($asked as timestamp) else reached_end_at end,
       rows           = $rows,
       resume_rows    = $resume_rows,
       attempts       = 0,
       error          = null,
       updated_at     = cast($now as timestamp),
       run_id         = cast($run as uuid)
  from (select min({{event}}) as first, max({{event}}) as last from {{staged}} s) piece
 where account = $account
   and stream  = $stream
   and range_start is not distinct from cast($range_start as timestamp)
   and range_end   is not distinct from cast($range_end as timestamp)
