-- How many entries up to one each index must hold.
select count(*) filter (where kind in ('bet', 'win', 'tombstone')) as one_transaction,
       count(*) filter (where kind = 'cancel')                     as one_cancel,
       count(*) filter (where key is not null)                     as one_transfer,
       count(*) filter (where kind in ('bet', 'win'))              as of_round,
       count(*) filter (where kind = 'bet')                        as bets_of_player,
       count(*) filter (where id is not null)                      as ids_again,
       count(*) filter (where kind in ('deposit', 'withdraw'))     as keys_again
  from entries not indexed
 where seq <= ?
