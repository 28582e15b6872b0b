-- Bets of a stretch that are open and should wait for their end, but do not: there must be none.
select e.seq, 'bet' as what
  from entries as e not indexed
 where e.seq > ?1
   and e.seq <= ?2
   and e.seq <= (select seq from swept)
   and e.kind = 'bet'
   and not exists (select 1 from entries as wins
                    where wins.currency = e.currency and wins.round = e.round and wins.kind in ('bet', 'win')
                      and wins.player_id = e.player_id and (wins.kind = 'win' or wins.seq > (select seq from swept)))
   and not exists (select 1 from entries as cancels
                    where cancels.currency = e.currency and cancels.id = e.id and cancels.kind = 'cancel')
   and not exists (select 1 from closures
                    where closures.currency = e.currency and closures.round = e.round and closures.player_id = e.player_id)
   and not exists (select 1 from waiting
                    where waiting.currency = e.currency and waiting.round = e.round and waiting.player_id = e.player_id)
 limit 1
