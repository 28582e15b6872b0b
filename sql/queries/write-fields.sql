-- What is known of a stream's fields after a read, as one list: a statement for each costs more than the read tells.
merge into sync.fields as t
using (select unnest(from_json($fields, '[{"field": "VARCHAR", "types": "VARCHAR", "records": "BIGINT",
              "present": "BIGINT", "lacking": "BIGINT",
              "longest": "BIGINT", "last_seen": "TIMESTAMP"}]'), recursive := true)) as s
   on t.account = $account
  and t.stream  = $stream
  and t.field   = s.field
 when matched then update
  set types     = s.types,
      records   = s.records,
      present   = s.present,
      lacking   = s.lacking,
      longest   = s.longest,
      last_seen = s.last_seen
 when not matched then insert (account, stream, field, types, records, present, lacking,
                                     longest, first_seen, last_seen)
values ($account, $stream, s.field, s.types, s.records, s.present, s.lacking, s.longest,
        s.last_seen, s.last_seen)
