-- Notes a field that the document does not name, once per stream; of a vendor that makes them up, a hundred.
insert into sync.unknown_fields
select $account, $stream, $field, cast($now as timestamp), cast($run as uuid)
 where not exists (
       select 1 from sync.unknown_fields
        where account = $account and stream = $stream and field = $field)
   and (select count(*) from sync.unknown_fields
         where account = $account and stream = $stream) < 100
