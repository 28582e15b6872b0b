-- Months that are held for these accounts, by whichever store.
select account, relation, month, toString(store) as store, toString(starts) as starts, toString(ends) as ends
  from {{rows}}.forgotten final
 where account in ({{accounts}})
   and is_held
 order by account, relation, month, store
