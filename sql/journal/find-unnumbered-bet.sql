-- A win that names no round belongs to the newest bet of its session and game that named none and is
-- neither cancelled nor paid; if the newest twenty all are, to the newest.
select round
  from (
    select seq,
           round,
           exists (select 1
                     from entries as cancels
                    where cancels.currency = bets.currency
                      and cancels.id = bets.id
                      and cancels.kind = 'cancel')
           or exists (select 1
                        from entries as wins
                       where wins.currency = bets.currency
                         and wins.round = bets.round
                         and wins.kind in ('bet', 'win')
                         and wins.kind = 'win'
                         and wins.player_id = bets.player_id) as is_done
      from entries as bets
     where code = ?
       and game = ?
       and kind = 'bet'
       and round_id is null
     order by seq desc
     limit 20
  )
 order by is_done, seq desc
 limit 1
