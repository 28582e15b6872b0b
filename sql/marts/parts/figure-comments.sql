-- What the figures mean, in every view that shows them.
comment on column ggr.{{view}}.bets   is 'Number of closed bets, cancelled ones included.';
comment on column ggr.{{view}}.stake  is 'Sum of stakes of closed bets, cancelled ones included.';
comment on column ggr.{{view}}.payout is 'Sum of payouts; a cancelled bet has the one that the vendor''s own net gives it, as a rule its stake.';
comment on column ggr.{{view}}.ggr    is 'stake - payout.';
comment on column ggr.{{view}}.rtp    is 'payout / stake without cancelled bets: a ratio, not an amount. Null without a stake.';
comment on column ggr.{{view}}."hold" is '(stake - payout) / stake without cancelled bets: a ratio, not an amount. Null without a stake. hold is a keyword in DuckDB: quote it, or alias it with as.';
comment on column ggr.{{view}}.tips   is 'Tips of the players; never part of ggr.';
comment on column ggr.{{view}}.rebate is 'Rebates to the players; never part of ggr.';
