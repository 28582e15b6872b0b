-- GGR by gaming day, source, account and currency: the figure the operator reports. It reads the plain bets:
-- names and jackpots, which ggr.bets joins, are no part of a sum.
create or replace view ggr.daily as
with bets as (
  select ggr.gaming_day(event_at) as gaming_day,
         source,
         account,
         currency,
         {{measures}}
    from ({{plain}})
   where status <> 'open'
   group by all
), tips as (
  select gaming_day, source, account, currency, sum(amount) as tips
    from ggr.tips
   group by all
)
select gaming_day,
       source,
       account,
       currency,
       coalesce(bets, 0)    as bets,
       coalesce(players, 0) as players,
       {{figures}}
  from bets
  full join tips using (gaming_day, source, account, currency);

comment on view ggr.daily is 'GGR by gaming day, source, account and currency. Open bets are not in it.';
comment on column ggr.daily.gaming_day is 'Day in GGR_REPORT_TIMEZONE, beginning at GGR_DAY_START.';
comment on column ggr.daily.source     is 'Vendor ({{vendors}}), or wallet.';
comment on column ggr.daily.account    is 'Account at the vendor; the wallet has one per currency.';
comment on column ggr.daily.currency   is 'Currency of the account; amounts of different currencies are never added.';
comment on column ggr.daily.players is 'Number of players who bet, by ggr.bets.player_id.';
{{figure_comments}}
