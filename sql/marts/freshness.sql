-- How far each stream is complete without a hole: the first thing to look at when a figure is doubted.
create or replace view sync.freshness as
with held as (
  select account, stream, window_start, window_end, fetched_at, received, state = 'verified' as is_proven
    from sync.windows
   where state in ('verified', 'mismatch')
  union all
  -- only these are proved by checks: to join all windows with their proofs took most of the time
  select windows.account,
         windows.stream,
         windows.window_start,
         windows.window_end,
         windows.fetched_at,
         windows.received,
         proofs.proof = 'checked'
    from sync.windows as windows
    join ({{proofs_of_loaded}}) as proofs using (account, stream, window_start, window_end)
   where windows.state = 'loaded'
     and proofs.is_window
), marked as (
  -- the end of what came before: where a window begins after it there is a hole
  select account,
         stream,
         window_start,
         max(window_end) over (partition by account, stream order by window_start
                               rows between unbounded preceding and 1 preceding) as before_end
    from held
), holes as (
  select account, stream, min(before_end) as first_hole, count(*) as holes
    from marked
   where window_start > before_end
   group by all
), figures as (
  select account,
         stream,
         min(window_start)                         as covered_from,
         max(window_end)                           as covered_until,
         bool_or(is_proven)                        as is_any_proven,
         min(window_start) filter (not is_proven)  as first_unproven,
         count(*)                                  as windows,
         cast(sum(received) as bigint)             as received,
         max(fetched_at)                           as last_fetched_at
    from held
   group by all
)
select account,
       stream,
       covered_from,
       coalesce(first_hole, covered_until)              as complete_until,
       if(is_any_proven,
          least(first_unproven, coalesce(first_hole, covered_until)), null)
                                                        as verified_until,
       covered_until,
       coalesce(holes, 0)                               as holes,
       windows,
       received,
       last_fetched_at
  from figures
  left join holes using (account, stream)

union all by name

select account,
       stream,
       coalesce(first_event_at, complete_until)         as covered_from,
       complete_until,
       cast(null as timestamp)                          as verified_until,
       greatest(last_event_at, complete_until)          as covered_until,
       0                                                as holes,
       0                                                as windows,
       rows                                             as received,
       reached_end_at                                   as last_fetched_at
  from sync.cursors
 where range_start is null;

comment on view sync.freshness is 'How far each stream of each account is complete, by its windows or by its walk.';
comment on column sync.freshness.account         is 'Account at the vendor.';
comment on column sync.freshness.stream          is 'Report, such as pv.bets.';
comment on column sync.freshness.covered_from    is 'Start of the oldest window held, or the first event of a walk, UTC.';
comment on column sync.freshness.complete_until  is 'Nothing is missing between covered_from and this instant, UTC; null while a walk has not reached the end once.';
comment on column sync.freshness.verified_until  is 'Up to here every window is verified or checked and none is missing, UTC: the start of the first that is not; null where none is.';
comment on column sync.freshness.covered_until   is 'End of the newest window held, or the newest event of a walk, UTC; holes may lie before it.';
comment on column sync.freshness.holes           is 'Number of holes between covered_from and covered_until.';
comment on column sync.freshness.windows         is 'Number of windows held; a walk has none.';
comment on column sync.freshness.received        is 'Records received in them, or along the walk.';
comment on column sync.freshness.last_fetched_at is 'When the vendor was last asked with success, a walk to its end, UTC.';
