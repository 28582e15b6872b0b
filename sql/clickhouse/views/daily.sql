-- ggr.daily: GGR by gaming day, source, account and currency: as sql/marts/parts/days.sql.
with figures as (
  select * from {{day_bets}}
   union all
  select t.gaming_day, t.source, t.account, t.currency,
{{only_tips}}
    from {{tips}} as t
   group by t.gaming_day, t.source, t.account, t.currency
), days as (
  select splitByChar('.', p.stream)[1] as source,
         p.account                     as account,
         p.proof                       as proof,
         p.is_window                   as is_window,
         p.window_start                as window_start,
         p.window_end                  as window_end,
         arrayJoin(arrayMap(i -> addDays({{first_day}}, i), range(toUInt64(dateDiff('day', {{first_day}}, {{last_day}}) + 1)))) as gaming_day
    from {{proofs}} as p
   where p.stream in ({{bet_streams}})
), proofs as (
  select source, account, gaming_day, {{weakest}} as weakest
    from days
   where is_window
      or proof = 'differs'
      or (window_start <= {{day_starts}} and window_end >= {{next_day_starts}})
   group by source, account, gaming_day
)
select f.gaming_day as gaming_day,
       f.source     as source,
       f.account    as account,
       f.currency   as currency,
       sum(f.bets)    as bets,
       sum(f.players) as players,
{{figures}},
       any(if(ifNull(proofs.weakest, '') = '', 'unproven', assumeNotNull(proofs.weakest))) as proof
  from figures as f
  left join proofs
    on proofs.gaming_day = f.gaming_day and proofs.source = f.source and proofs.account = f.account
 group by f.gaming_day, f.source, f.account, f.currency
