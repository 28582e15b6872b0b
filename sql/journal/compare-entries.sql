-- Entries of a stretch that one of their indexes does not hold under their own values: there must be none.
select e.seq, 'one_transaction' as missing_in
  from entries as e not indexed
 where e.seq > ?1 and e.seq <= ?2
   and e.kind in ('bet', 'win', 'tombstone')
   and not exists (select 1 from entries as i indexed by one_transaction
                    where i.currency = e.currency and i.id = e.id and i.kind in ('bet', 'win', 'tombstone') and i.seq = e.seq)
union all
select e.seq, 'one_cancel'
  from entries as e not indexed
 where e.seq > ?1 and e.seq <= ?2
   and e.kind = 'cancel'
   and not exists (select 1 from entries as i indexed by one_cancel
                    where i.currency = e.currency and i.id = e.id and i.kind = 'cancel' and i.seq = e.seq)
union all
select e.seq, 'one_transfer'
  from entries as e not indexed
 where e.seq > ?1 and e.seq <= ?2
   and e.key is not null
   and not exists (select 1 from entries as i indexed by one_transfer where i.key = e.key and i.seq = e.seq)
union all
select e.seq, 'of_round'
  from entries as e not indexed
 where e.seq > ?1 and e.seq <= ?2
   and e.kind in ('bet', 'win')
   and not exists (select 1 from entries as i indexed by of_round
                    where i.currency = e.currency and i.round = e.round and i.kind in ('bet', 'win') and i.seq = e.seq)
union all
select e.seq, 'bets_of_player'
  from entries as e not indexed
 where e.seq > ?1 and e.seq <= ?2
   and e.kind = 'bet'
   and not exists (select 1 from entries as i indexed by bets_of_player
                    where i.player_id = e.player_id and i.currency = e.currency and i.game = e.game and i.kind = 'bet' and i.seq = e.seq)
union all
select e.seq, 'ids_again'
  from entries as e not indexed
 where e.seq > ?1 and e.seq <= ?2
   and e.id is not null
   and not exists (select 1 from entries as i indexed by ids_again where i.id = e.id and i.seq = e.seq)
union all
select e.seq, 'keys_again'
  from entries as e not indexed
 where e.seq > ?1 and e.seq <= ?2
   and e.kind in ('deposit', 'withdraw')
   and not exists (select 1 from entries as i indexed by keys_again
                    where i.key = e.key and i.kind in ('deposit', 'withdraw') and i.seq = e.seq)
 limit 20
