-- GGR by hour: the same figures as ggr.daily. Hours are UTC, so that none is missing or twice when clocks change.
create or replace view ggr.hourly as
with bets as (
  select date_trunc('hour', event_at) as hour_start,
         ggr.gaming_day(event_at)     as gaming_day,
         source,
         account,
         currency,
         {{measures}}
    from ({{plain}})
   where status <> 'open'
   group by all
), tips as (
  select date_trunc('hour', event_at) as hour_start, gaming_day, source, account, currency, sum(amount) as tips
    from ggr.tips
   group by all
)
select hour_start,
       gaming_day,
       source,
       account,
       currency,
       coalesce(bets, 0)    as bets,
       coalesce(players, 0) as players,
       {{figures}}
  from bets
  full join tips using (hour_start, gaming_day, source, account, currency);

comment on view ggr.hourly is 'GGR by hour, source, account and currency. Open bets are not in it. Where a gaming day begins within an hour of UTC, that hour has a row for each of its two days.';
comment on column ggr.hourly.hour_start is 'Start of the hour, UTC; every bet is in exactly one hour, also when clocks change.';
comment on column ggr.hourly.gaming_day is 'Day in GGR_REPORT_TIMEZONE, beginning at GGR_DAY_START.';
comment on column ggr.hourly.source     is 'Vendor ({{vendors}}), or wallet.';
comment on column ggr.hourly.account    is 'Account at the vendor; the wallet has one per currency.';
comment on column ggr.hourly.currency   is 'Currency of the account; amounts of different currencies are never added.';
comment on column ggr.hourly.players is 'Number of players who bet, by ggr.bets.player_id.';
{{figure_comments}}
