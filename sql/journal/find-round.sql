-- What a player did in a round: bets, how many of them were cancelled, wins.
select count(*) filter (where kind = 'bet') as bets,
       count(*) filter (where kind = 'bet' and exists (
         select 1
           from entries as cancels
          where cancels.currency = entries.currency
            and cancels.id = entries.id
            and cancels.kind = 'cancel'
       )) as cancelled,
       count(*) filter (where kind = 'win') as wins
  from entries
 where currency = ?
   and round = ?
   and player_id = ?
   and kind in ('bet', 'win')
