-- Every node that sends, with its accounts and how far it came; all instants but changed_at are of whoever wrote them.
select s.node                                                    as node,
       toString(s.store)                                         as store,
       arraySort(groupUniqArrayIf(l.account, l.is_held and l.account <> '')) as accounts,
       concat(replaceOne(toString(any(s.changed_at)), ' ', 'T'), 'Z')        as newest_change_at,
       concat(replaceOne(toString(any(s.shipped_at)), ' ', 'T'), 'Z')        as shipped_at,
       toInt64(min(if(l.account = '', null, dateDiff('second', l.beat_at, now64(6, 'UTC'))))) as silent_seconds
  from {{rows}}.shipped as s final
  left join (select * from {{rows}}.leases final) as l
    on l.store = s.store and l.node = s.node
 group by s.node, s.store
 order by s.node
