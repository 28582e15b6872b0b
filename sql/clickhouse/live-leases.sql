-- Claims of these accounts that were renewed of late: this node's own, or those of all others.
select account, node, toString(store) as store
  from {{rows}}.leases final
 where account in ({{accounts}})
   and is_held
   and (store = {{store}} and node = {{node}}) = {{is_own}}
   and beat_at > now64(6, 'UTC') - interval {{seconds}} second
 order by account
