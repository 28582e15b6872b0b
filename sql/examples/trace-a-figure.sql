-- Where does a figure of ggr.daily come from? PV's last closed gaming day, down to window, run and the vendor's own record.
with figure as (
  select gaming_day, source, account, currency, ggr
    from ggr.daily
   where source = 'pv'
     and gaming_day = (select max(gaming_day) - 1 from ggr.daily)
)
select figure.gaming_day,
       figure.account,
       figure.ggr                                                          as ggr_of_day,
       sum(bets.ggr) over (partition by figure.account order by bets.event_at, bets.bet_id) as ggr_so_far,
       bets.bet_id,
       bets.ggr                                                            as ggr_of_bet,
       windows.window_start,
       windows.window_end,
       windows.state,
       windows.received,
       runs.run_id,
       runs.command,
       runs.started_at,
       records.bet_amount,
       records.gain_amount,
       records.credit_before_bet,
       records.credit,
       records.end_at,
       records.revision
  from figure
  join ggr.bets     as bets
    on bets.source          = figure.source
   and bets.account         = figure.account
   and bets.gaming_day      = figure.gaming_day
   and bets.status         <> 'open'
  left join sync.windows as windows
    on windows.account      = bets.account
   and windows.stream       = 'pv.bets'
   and windows.window_start = bets.window_start
  left join sync.runs    as runs
    on runs.run_id          = bets.run_id
  left join pv.bets      as records
    on records.account      = bets.account
   and records.event_id     = bets.bet_id
 order by figure.account, bets.event_at, bets.bet_id
