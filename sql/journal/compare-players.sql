-- Players after one, in order, and whether each row proves itself: by its checksum, the second index and its newest act.
select player_id,
       check_sum is row_sum(player_id, blocked, act)
       and exists (select 1 from players as again indexed by players_again where again.player_id = players.player_id)
       and (case when act is null then blocked = 0
                 else exists (select 1
                                from acts
                               where acts.number = players.act
                                 and acts.player_id = players.player_id
                                 and acts.kind = iif(players.blocked = 1, 'player-blocked', 'player-unblocked')) end) as is_proved
  from players
 where player_id > ?
 order by player_id
 limit ?
