-- The entry of a transfer's key, by the second index.
select seq
  from entries indexed by keys_again
 where key = ?
   and kind in ('deposit', 'withdraw')
