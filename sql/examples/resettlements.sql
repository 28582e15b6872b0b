-- Which bets were judged again in the last seven days, and what did that do to GGR? WM's, whose versions have a clock.
with last as (
  select max(started_at) as moment
    from sync.runs
)
select bets.account,
       bets.bet_id,
       bets.gaming_day,
       bets.currency,
       before.revision                                                     as from_revision,
       before.fetched_at                                                   as believed_from,
       before.replaced_at                                                  as believed_until,
       -cast(before."row" ->> 'win_loss' as decimal(18, 4))                as ggr_before,
       coalesce(-cast(after."row" ->> 'win_loss' as decimal(18, 4)), bets.ggr) as ggr_after,
       ggr_after - ggr_before                                              as effect
  from sync.revisions as before
  join last
    on before.replaced_at > moment - interval '7 days'
  join ggr.bets       as bets
    on bets.source      = 'wm'
   and bets.account     = before.account
   and bets.bet_id      = before.record_key
  left join sync.revisions as after
    on after.account    = before.account
   and after.stream     = before.stream
   and after.record_key = before.record_key
   and after.revision   = before.revision + 1
 where before.stream = 'wm.bets'
   and before.reason = 'replaced'
 order by before.replaced_at desc, bets.account, bets.bet_id
-- DuckDB's SQL. ClickHouse: "row" ->> 'win_loss' is JSONExtractString("row", 'win_loss') there.
