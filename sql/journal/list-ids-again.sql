-- The entries of an id in any currency, by the second index.
select seq
  from entries indexed by ids_again
 where id = ?
