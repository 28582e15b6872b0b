-- Bets without an outcome yet: who waits for how much, and since when. None of them is in any sum of GGR.
create or replace view ggr.open_bets as
select bets.source,
       bets.account,
       bets.bet_id,
       bets.round_id,
       bets.player_id,
       bets.vendor_player_id,
       bets.game_id,
       bets.game_name,
       bets.currency,
       bets.stake,
       bets.placed_at,
       bets.event_at,
       bets.gaming_day,
       coalesce(windows.fetched_at, shipped.seen_at) as seen_at,
       bets.window_start,
       bets.run_id,
       bets.flags
  from ggr.bets as bets
  left join sync.windows as windows
    on windows.account      = bets.account
   and windows.stream       = bets.source || '.open_bets'
   and windows.window_start = bets.window_start
  left join (select max(received_at) as seen_at from wallet.ledger) as shipped
    on bets.source = 'wallet'
 where bets.status = 'open';

comment on view ggr.open_bets is 'Bets that are open, by the newest snapshot of each vendor that gives one (wm.open_bets), and rounds of the wallet that are neither paid nor closed. seen_at - placed_at is how old a bet was when we last knew it to be open.';
comment on column ggr.open_bets.source           is 'Vendor the bet was reported by, or wallet.';
comment on column ggr.open_bets.account          is 'Account at the vendor; the wallet has one per currency.';
comment on column ggr.open_bets.bet_id           is 'The vendor''s own key of the bet; the round for the wallet.';
comment on column ggr.open_bets.round_id         is 'The vendor''s id of the round.';
comment on column ggr.open_bets.player_id        is 'The operator''s own player id; the vendor''s id where the vendor does not know it.';
comment on column ggr.open_bets.vendor_player_id is 'The vendor''s id of the player.';
comment on column ggr.open_bets.game_id          is 'The vendor''s id of the game.';
comment on column ggr.open_bets.game_name        is 'Name of the game now, where the vendor tells.';
comment on column ggr.open_bets.currency         is 'Currency of the account.';
comment on column ggr.open_bets.stake            is 'What the player staked.';
comment on column ggr.open_bets.placed_at        is 'When the bet was placed, UTC.';
comment on column ggr.open_bets.event_at         is 'The clock by which the vendor''s windows go, UTC.';
comment on column ggr.open_bets.gaming_day       is 'Gaming day of event_at.';
comment on column ggr.open_bets.seen_at          is 'When we last knew it to be open, UTC: when its snapshot was asked for, or the newest entry of the wallet''s ledger.';
comment on column ggr.open_bets.window_start     is 'Window in sync.windows in which the vendor returned it. Null for the wallet.';
comment on column ggr.open_bets.run_id           is 'The run that wrote it. Null for the wallet.';
comment on column ggr.open_bets.flags            is 'What a person should look at in a wallet round, separated by commas. Null otherwise.';
