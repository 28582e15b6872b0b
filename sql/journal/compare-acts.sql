-- Acts of a stretch that their session or player has not heard of, or that were made on none: there must be none.
select number
  from acts
  left join sessions using (code)
  left join players on players.player_id = acts.player_id
 where number > ?1
   and number <= ?2
   and case when acts.code is null then players.act is null or players.act < number
            else sessions.act is null or sessions.act < number or players.player_id is null end
 limit 1
