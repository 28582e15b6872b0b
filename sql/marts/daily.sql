-- GGR by gaming day, source, account and currency: the figure the operator reports. It reads the plain bets:
-- names and jackpots, which ggr.bets joins, are no part of a sum.
create or replace view ggr.daily as
{{days}};

comment on view ggr.daily is 'GGR by gaming day, source, account and currency. Open bets are not in it.';
comment on column ggr.daily.gaming_day is 'Day in GGR_REPORT_TIMEZONE, beginning at GGR_DAY_START.';
comment on column ggr.daily.source     is 'Vendor ({{vendors}}), or wallet.';
comment on column ggr.daily.account    is 'Account at the vendor; the wallet has one per currency.';
comment on column ggr.daily.currency   is 'Currency of the account; amounts of different currencies are never added.';
comment on column ggr.daily.players is 'Number of players who bet, by ggr.bets.player_id.';
comment on column ggr.daily.proof   is 'How far it is proved: the weakest of the windows of the day. verified: the vendor''s own totals agree; checked: another witness does (sync.checks); unproven: nothing says so yet; differs: a witness says otherwise.';
{{figure_comments}}
