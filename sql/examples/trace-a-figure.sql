-- Where does a figure of ggr.daily come from? PV's last closed gaming day, down to window, run and the vendor's own record.
with figure as (
  select gaming_day, source, account, currency, ggr
    from ggr.daily
   where source = 'pv'
     and gaming_day = (select max(gaming_day) - 1 from ggr.daily)
)
select figure.gaming_day      as gaming_day,
       figure.account         as account,
       figure.ggr                                                          as ggr_of_day,
       sum(played.ggr) over (partition by figure.account order by played.event_at, played.bet_id) as ggr_so_far,
       played.bet_id,
       played.ggr                                                            as ggr_of_bet,
       windows.window_start   as window_start,
       windows.window_end     as window_end,
       windows.state          as state,
       windows.received       as received,
       runs.run_id            as run_id,
       runs.command,
       runs.started_at,
       records.bet_amount,
       records.gain_amount,
       records.credit_before_bet,
       records.credit,
       records.end_at,
       records.revision       as revision
  from figure
  join ggr.bets     as played
    on played.source          = figure.source
   and played.account         = figure.account
   and played.gaming_day      = figure.gaming_day
   and played.status         <> 'open'
  left join sync.windows as windows
    on windows.account      = played.account
   and windows.stream       = 'pv.bets'
   and windows.window_start = played.window_start
  left join sync.runs    as runs
    on runs.run_id          = played.run_id
  left join pv.bets      as records
    on records.account      = played.account
   and records.event_id     = played.bet_id
 order by figure.account, played.event_at, played.bet_id
