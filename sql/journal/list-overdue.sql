-- Rounds that have waited for as long as they may: since so long ago, or since a time that a wrong clock gave.
select currency, round, player_id, bet_seq
  from waiting
 where since <= ?
    or since >= ?
 limit ?
