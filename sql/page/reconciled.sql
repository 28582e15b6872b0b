-- Reconciliation by stream: how much of what is held was compared with a second witness, and when last.
select account,
       stream,
       witness,
       count(*)                                    as checks,
       count(*) filter (verdict = 'equal')         as equal,
       count(*) filter (verdict = 'differs')       as differed,
       max(checked_at)                             as last_checked_at
  from sync.checks
 where witness <> 'person'
   and checked_at >= cast($from_day as timestamp)
 group by account, stream, witness
 order by differed desc, account, stream, witness
