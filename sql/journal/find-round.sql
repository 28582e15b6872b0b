-- What a player did in a round (bets, how many of them were cancelled, wins), and whether it was closed.
select count(*) filter (where kind = 'bet') as bets,
       count(*) filter (where kind = 'bet' and exists (
         select 1
           from entries as cancels
          where cancels.currency = entries.currency
            and cancels.id = entries.id
            and cancels.kind = 'cancel'
       )) as cancelled,
       count(*) filter (where kind = 'win') as wins,
       exists (select 1
                 from closures
                where closures.currency = ?1
                  and closures.round = ?2
                  and closures.player_id = ?3) as is_closed
  from entries
 where currency = ?1
   and round = ?2
   and player_id = ?3
   and kind in ('bet', 'win')
