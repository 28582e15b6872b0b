-- On which closed days do PV's own sums differ from ours? By the UTC day of the window in which each bet came.
with ours as (
  select account,
         date_trunc('day', window_start) as date,
         count(*)                        as bets,
         sum(bet_amount)                 as stake,
         sum(-gain_amount)               as ggr
    from pv.bets
   group by all
), reached as (
  select account, covered_until
    from sync.freshness
   where stream = 'pv.bets'
)
select account,
       cast(date as date)                                        as day,
       theirs.bet_count                                          as their_bets,
       coalesce(ours.bets, 0)                                    as our_bets,
       theirs.bet_amount - coalesce(ours.stake, 0)               as stake_missing,
       theirs.company_gain_amount - coalesce(ours.ggr, 0)        as ggr_missing
  from pv.stage_summary as theirs
  left join ours using (account, date)
  join reached using (account)
 where date + interval '1 day' <= least(covered_until, theirs.fetched_at)
   and (   theirs.bet_count           is distinct from coalesce(ours.bets, 0)
        or theirs.bet_amount          is distinct from coalesce(ours.stake, 0)
        or theirs.company_gain_amount is distinct from coalesce(ours.ggr, 0))
 order by account, day
-- DuckDB's SQL. ClickHouse: count(*) is unsigned there, and is distinct from wants both sides of one type.
