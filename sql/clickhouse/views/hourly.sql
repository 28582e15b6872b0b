-- ggr.hourly: GGR by hour (UTC): as sql/marts/hourly.sql.
with figures as (
  select * from ggr_rows.hour_bets
   union all
  select toDateTime64(toStartOfHour(t.event_at), 6, 'UTC') as hour_start, t.gaming_day, t.source, t.account, t.currency,
{{only_tips}}
    from ggr.tips as t
   group by hour_start, t.gaming_day, t.source, t.account, t.currency
), hours as (
  select splitByChar('.', p.stream)[1] as source,
         p.account                     as account,
         p.proof                       as proof,
         p.is_window                   as is_window,
         p.window_start                as window_start,
         p.window_end                  as window_end,
         arrayJoin(arrayMap(i -> addHours(toStartOfHour(p.window_start), i),
                            range(toUInt64(dateDiff('hour', toStartOfHour(p.window_start), addMicroseconds(p.window_end, -1)) + 1)))) as hour_start
    from sync.proofs as p
   where p.stream in ({{bet_streams}})
), proofs as (
  select source, account, hour_start, {{weakest}} as weakest
    from hours
   where is_window
      or proof = 'differs'
      or (window_start <= hour_start and window_end >= addHours(hour_start, 1))
   group by source, account, hour_start
)
select f.hour_start as hour_start,
       f.gaming_day as gaming_day,
       f.source     as source,
       f.account    as account,
       f.currency   as currency,
       sum(f.bets)    as bets,
       sum(f.players) as players,
{{figures}},
       any(if(ifNull(proofs.weakest, '') = '', 'unproven', assumeNotNull(proofs.weakest))) as proof
  from figures as f
  left join proofs
    on proofs.hour_start = f.hour_start and proofs.source = f.source and proofs.account = f.account
 group by f.hour_start, f.gaming_day, f.source, f.account, f.currency
