-- How many entries up to one each index holds.
select (select count(*) from entries indexed by one_transaction where kind in ('bet', 'win', 'tombstone') and seq <= ?1),
       (select count(*) from entries indexed by one_cancel      where kind = 'cancel' and seq <= ?1),
       (select count(*) from entries indexed by one_transfer    where key is not null and seq <= ?1),
       (select count(*) from entries indexed by of_round        where kind in ('bet', 'win') and seq <= ?1),
       (select count(*) from entries indexed by bets_of_player  where kind = 'bet' and seq <= ?1),
       (select count(*) from entries indexed by ids_again       where id is not null and seq <= ?1),
       (select count(*) from entries indexed by keys_again      where kind in ('deposit', 'withdraw') and seq <= ?1)
