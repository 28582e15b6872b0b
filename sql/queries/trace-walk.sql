-- The walk that covers an event, in the place of a window: from its first event to where nothing is missing.
select stream,
       coalesce(range_start, first_event_at)              as start,
       complete_until                                     as end,
       if(complete_until > cast($at as timestamp), 'loaded', 'pending')   as state,
       rows                                               as received,
       reached_end_at                                     as fetched_at,
       cursor, attempts, error, run_id
  from sync.cursors
 where account = $account
   and stream  = $stream
   and coalesce(range_start, first_event_at) <= cast($at as timestamp)
   and (range_end is null or range_end > cast($at as timestamp))
 order by complete_until > cast($at as timestamp) desc, range_start nulls first
 limit 1
