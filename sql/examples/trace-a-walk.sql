-- And where does a figure come from where a report has no windows? POP's last closed gaming day, down to cursor, run and record.
with figure as (
  select gaming_day, source, account, currency, ggr
    from ggr.daily
   where source = 'pop'
     and gaming_day = (select max(gaming_day) - 1 from ggr.daily)
)
select figure.gaming_day      as gaming_day,
       figure.account         as account,
       figure.ggr             as ggr_of_day,
       played.bet_id,
       played.ggr               as ggr_of_bet,
       cursors.is_whole,
       cursors.complete_until,
       cursors.complete_until > played.event_at and cursors.is_whole as is_complete,
       runs.run_id            as run_id,
       runs.command,
       runs.started_at,
       records.bet,
       records.win,
       records.win_lose,
       records.insert_time
  from figure
  join ggr.bets     as played
    on played.source      = figure.source
   and played.account     = figure.account
   and played.gaming_day  = figure.gaming_day
  left join sync.cursors as cursors
    on cursors.account  = played.account
   and cursors.stream   = 'pop.bets'
   and cursors.range_start is null
  left join sync.runs    as runs
    on runs.run_id      = played.run_id
  left join pop.bets     as records
    on records.account  = played.account
   and records.id       = played.bet_id
 order by figure.account, played.event_at, played.bet_id
