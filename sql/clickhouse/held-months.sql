-- Months that are held, for whichever store.
select account, relation, month, toString(store) as store, toString(starts) as starts, toString(ends) as ends
  from {{rows}}.forgotten final
 where is_held
 order by account, relation, month, store
