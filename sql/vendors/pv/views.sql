-- PV's own views: names of games now and before, and bets with every detail that was pulled.
create or replace view pv.game_versions as
with looks as (
  select account, game_id, game_name, game_type, seen_on, fetched_at as seen_at
    from pv.games
   union all
  select account,
         cast("row" ->> 'game_id' as bigint),
         "row" ->> 'game_name',
         "row" ->> 'game_type',
         event_at,
         fetched_at
    from sync.revisions
   where stream = 'pv.games'
), marked as (
  select *,
         game_name is distinct from lag(game_name) over looks
           or game_type is distinct from lag(game_type) over looks as is_new
    from looks
  window looks as (partition by account, game_id order by seen_on, seen_at)
), numbered as (
  select *,
         count(*) filter (is_new) over (partition by account, game_id order by seen_on, seen_at
                                        rows unbounded preceding) as version
    from marked
)
select account,
       game_id,
       version,
       any_value(game_name)                                                            as game_name,
       any_value(game_type)                                                            as game_type,
       min(seen_at)                                                                    as first_seen,
       greatest(max(seen_at), max(seen_on))                                            as last_seen,
       version = max(version) over (partition by account, game_id)                     as is_current
  from numbered
 group by account, game_id, version;

comment on view pv.game_versions is 'Every name and type that a game of PV has had, by the looks of pv.games.';
comment on column pv.game_versions.account    is 'Account at the vendor.';
comment on column pv.game_versions.game_id    is 'PV''s id of the game.';
comment on column pv.game_versions.version    is '1 is what it was called when we first looked.';
comment on column pv.game_versions.game_name  is 'Its name.';
comment on column pv.game_versions.game_type  is 'Slots, Multiplayer, Crypto, Table or Fish.';
comment on column pv.game_versions.first_seen is 'When we first saw it so, UTC.';
comment on column pv.game_versions.last_seen  is 'When we last saw it so, UTC; unchanged looks of one day count as one.';
comment on column pv.game_versions.is_current is 'Whether this is the newest one.';

create or replace view pv.game_names as
select account,
       game_id,
       arg_max(game_name, seen_on) as game_name,
       arg_max(game_type, seen_on) as game_type
  from pv.games
 group by account, game_id;

comment on view pv.game_names is 'What each game of PV is called now, also where it is no longer in the list.';
comment on column pv.game_names.account   is 'Account at the vendor.';
comment on column pv.game_names.game_id   is 'PV''s id of the game.';
comment on column pv.game_names.game_name is 'Its newest name.';
comment on column pv.game_names.game_type is 'Slots, Multiplayer, Crypto, Table or Fish.';

create or replace view pv.bets_detailed as
select bets.account,
       bets.event_id,
       bets.draw_id,
       bets.game_id,
       games.game_name,
       games.game_type,
       bets.user_id,
       bets.op_id,
       spins.currency,
       bets.bet_amount,
       bets.gain_amount,
       bets.credit_before_bet,
       bets.credit,
       bets.start_at,
       bets.end_at,
       coalesce(by_game.bet_areas, by_player.bet_areas)     as bet_areas,
       coalesce(by_game.win_areas, by_player.win_areas)     as win_areas,
       coalesce(by_game.game_result, by_player.game_result) as game_result,
       coalesce(by_game.award_odds, by_player.award_odds)   as award_odds,
       spins.feature,
       spins.is_buy,
       spins.extra_business,
       spins.jackpot_amount
  from pv.bets as bets
  left join pv.game_names    as games     on games.account     = bets.account and games.game_id      = bets.game_id
  left join pv.slot_spins    as spins     on spins.account     = bets.account and spins.event_id     = bets.event_id
  left join pv.game_rounds   as by_game   on by_game.account   = bets.account and by_game.event_id   = bets.event_id
  left join pv.player_rounds as by_player on by_player.account = bets.account and by_player.event_id = bets.event_id;

comment on view pv.bets_detailed is 'One row per bet of pv.bets, with what pv.slot_spins, pv.game_rounds and pv.player_rounds know of it; null where they were not pulled.';
comment on column pv.bets_detailed.account           is 'Account at the vendor.';
comment on column pv.bets_detailed.event_id          is 'PV''s key of the bet.';
comment on column pv.bets_detailed.draw_id           is 'PV''s id of the round.';
comment on column pv.bets_detailed.game_id           is 'PV''s id of the game.';
comment on column pv.bets_detailed.game_name         is 'Newest name of the game.';
comment on column pv.bets_detailed.game_type         is 'Slots, Multiplayer, Crypto, Table or Fish.';
comment on column pv.bets_detailed.user_id           is 'PV''s id of the player.';
comment on column pv.bets_detailed.op_id             is 'The operator''s id of the player; often empty.';
comment on column pv.bets_detailed.currency          is 'The player''s currency as a symbol (slots).';
comment on column pv.bets_detailed.bet_amount        is 'Stake.';
comment on column pv.bets_detailed.gain_amount       is 'The player''s net.';
comment on column pv.bets_detailed.credit_before_bet is 'Balance before the bet.';
comment on column pv.bets_detailed.credit            is 'Balance after it.';
comment on column pv.bets_detailed.start_at          is 'Start of the round, UTC.';
comment on column pv.bets_detailed.end_at            is 'End of the round, UTC.';
comment on column pv.bets_detailed.bet_areas         is 'Areas that were bet on, a list.';
comment on column pv.bets_detailed.win_areas         is 'Areas that won, a list.';
comment on column pv.bets_detailed.game_result       is 'Result of the round.';
comment on column pv.bets_detailed.award_odds        is 'Multiplier of crash games, as the vendor wrote it; no amount.';
comment on column pv.bets_detailed.feature           is '0 base, 1 free, 2 bonus, 3 jackpot (slots).';
comment on column pv.bets_detailed.is_buy            is 'Whether a free game was bought (slots).';
comment on column pv.bets_detailed.extra_business    is 'Further figures of a spin as the vendor sent them: amounts are li (a thousandth of a unit).';
comment on column pv.bets_detailed.jackpot_amount    is 'Jackpot of the spin, in currency units.';
