-- Every bet of every source in one shape; each source has its own in sql/vendors/<source>/bets.sql.
create or replace view ggr.bets as
select {{bet_columns}}
  from ({{sources}});

comment on view ggr.bets is 'Every bet of every source in one shape: amounts in currency units, times in UTC. Open bets have neither payout nor ggr.';
comment on column ggr.bets.source           is 'Vendor the bet was reported by ({{vendors}}), or wallet.';
comment on column ggr.bets.account          is 'Account at the vendor, which has exactly one currency; the wallet has one per currency, such as wallet-eur.';
comment on column ggr.bets.bet_id           is 'The vendor''s own key of the bet, unchanged; the round for the wallet. Unique within source and account (for the wallet: and player, should two name one round).';
comment on column ggr.bets.round_id         is 'The vendor''s id of the round; several bets may share it.';
comment on column ggr.bets.player_id        is 'The operator''s own player id; the vendor''s id where the vendor does not know it.';
comment on column ggr.bets.vendor_player_id is 'The vendor''s id of the player.';
comment on column ggr.bets.game_id          is 'The vendor''s id of the game.';
comment on column ggr.bets.game_name        is 'Name of the game now, where the vendor tells.';
comment on column ggr.bets.currency         is 'Currency of the account.';
comment on column ggr.bets.stake            is 'What the player staked.';
comment on column ggr.bets.payout           is 'What the player got back, stake included; null while the bet is open.';
comment on column ggr.bets.ggr              is 'stake - payout; null while the bet is open. Tips, rebates and jackpots are never inside.';
comment on column ggr.bets.valid_stake      is 'Stake that counts for turnover by the vendor''s rules; null where it has none.';
comment on column ggr.bets.rebate           is 'Rebate to the player for this bet (WM water); null where the vendor reports none.';
comment on column ggr.bets.jackpot          is 'Jackpot paid with this bet; null where the vendor reports none (PV: where pv.slot_spins was not pulled, too).';
comment on column ggr.bets.status           is 'settled, open or cancelled.';
comment on column ggr.bets.placed_at        is 'When the bet was placed, UTC.';
comment on column ggr.bets.settled_at       is 'When the bet was settled, UTC.';
comment on column ggr.bets.event_at         is 'The clock by which the vendor''s windows go, UTC; it gives the gaming day.';
comment on column ggr.bets.gaming_day       is 'Day of event_at in GGR_REPORT_TIMEZONE, where a day begins at GGR_DAY_START.';
comment on column ggr.bets.revision         is 'How often this bet was learnt anew; 1 is the first version. Older ones stand in sync.revisions.';
comment on column ggr.bets.window_start     is 'Start of the window in sync.windows in which the vendor returned this row; event_at where there are no windows (pop). Null for the wallet.';
comment on column ggr.bets.run_id           is 'The run that wrote this version; see sync.runs. Null for the wallet.';
comment on column ggr.bets.flags            is 'What a person should look at in a wallet round, separated by commas, such as orphan: a win without a bet (wallet.ledger.flags), how it was closed (wallet.closed_rounds.cause), or too-large: an amount that decimal(18, 4) does not hold is null here, and whole in the sums of ggr.daily. Null otherwise.';

create or replace macro ggr.bets_between(first_day, last_day) as table
  from ggr.bets
 where event_at >= ggr.gaming_day_starts(cast(first_day as date))
   and event_at <  ggr.gaming_day_starts(cast(last_day as date) + 1);

comment on macro table ggr.bets_between is 'The bets of some gaming days, both ends among them: from ggr.bets_between(date ''2025-03-01'', date ''2025-03-07''). In the store itself it is the fast way; in a snapshot a filter by gaming_day is as fast.';
