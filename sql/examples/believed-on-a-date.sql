-- What did we believe on Monday? WM's GGR by gaming day, with the versions that stood at that instant.
with instant as (
  select timestamp '2025-03-05 00:00:00' as moment
), versions as (
  select account, bet_id, bet_time, win_loss, fetched_at, timestamp '9999-12-31' as replaced_at
    from wm.bets
   union all
  select account,
         record_key,
         event_at,
         cast("row" ->> 'win_loss' as decimal(18, 4)),
         fetched_at,
         replaced_at
    from sync.revisions
   where stream = 'wm.bets'
)
select cast(bet_time as date) as day,
       account,
       count(*)               as bets,
       sum(-win_loss)         as ggr
  from versions
  join instant on fetched_at <= moment and replaced_at > moment
 group by all
 order by day, account
