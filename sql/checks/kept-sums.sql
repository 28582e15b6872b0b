-- An hour, a gaming day or a month whose kept sums are not those of its bets: `ggr publish --whole` makes all of them anew.
-- And bets whose is_open, by which the ids of players are looked for among open ones, is not what their status says.
with dirty as materialized (
  from sync.dirty_hours
), facts as (
  select source, account, currency, ggr.gaming_day(event_at) as gaming_day, date_trunc('hour', event_at) as hour_start, status,
         count(*)                                                 as bets,
         coalesce(sum(stake), 0)  + coalesce(sum(wide_stake), 0)  as stake,
         coalesce(sum(payout), 0) + coalesce(sum(wide_payout), 0) as payout,
         coalesce(sum(ggr), 0)    + coalesce(sum(wide_ggr), 0)    as ggr,
         coalesce(sum(rebate), 0)                                 as rebate,
         min(event_at)                                            as first_bet_at,
         max(event_at)                                            as last_bet_at
    from ({{plain}})
   where status <> 'open' or source = 'wallet'
   group by all
), kept as (
  select source, account, currency, gaming_day, hour_start, status,
         cast(sum(bets) as bigint)                                as bets,
         coalesce(sum(stake), 0)  + coalesce(sum(wide_stake), 0)  as stake,
         coalesce(sum(payout), 0) + coalesce(sum(wide_payout), 0) as payout,
         coalesce(sum(ggr), 0)    + coalesce(sum(wide_ggr), 0)    as ggr,
         coalesce(sum(rebate), 0) + coalesce(sum(wide_rebate), 0) as rebate,
         min(first_bet_at)                                        as first_bet_at,
         max(last_bet_at)                                         as last_bet_at
    from sync.kept_players
   group by all
), hours as (
  select hour_start, gaming_day, source, account, currency,
         {{sums}}
    from sync.kept_players
   where status <> 'open'
   group by all
), days as (
  select gaming_day, source, account, currency,
         {{sums}}
    from sync.kept_players
   where status <> 'open'
   group by all
), months as (
{{month_sums}}
), wrong as (
  select source, account, gaming_day, hour_start, 'sync.kept_players' as relation
    from ((from facts except all from kept) union all by name (from kept except all from facts))
   union
  select source, account, gaming_day, hour_start, 'sync.kept_hours'
    from ((from hours except all from sync.kept_hours) union all by name (from sync.kept_hours except all from hours))
)
select wrong.*
  from wrong
  anti join dirty
    on dirty.source = wrong.source
   and dirty.hour   = wrong.hour_start

 union all by name

select distinct source, account, gaming_day, 'sync.kept_days' as relation
  from ((from days except all from sync.kept_days) union all by name (from sync.kept_days except all from days))
  anti join sync.dirty_days using (source, gaming_day)

 union all by name

select distinct source, account, month as gaming_day, 'sync.kept_months' as relation
  from ((from months where month < (select months_until from sync.kept) except all from sync.kept_months)
         union all by name
        (from sync.kept_months except all from months where month < (select months_until from sync.kept)))
  anti join (select distinct source, cast(date_trunc('month', gaming_day) as date) as month from sync.dirty_days)
      using (source, month)

 union all by name

select distinct source, account, gaming_day, 'is_open' as relation
  from ({{plain}})
 where source <> 'wallet'
   and is_open is distinct from (status = 'open')
