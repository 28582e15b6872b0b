-- Notes a field that the document does not name, once per stream.
insert into sync.unknown_fields
select $account, $stream, $field, cast($now as timestamp), cast($run as uuid)
 where not exists (
       select 1 from sync.unknown_fields
        where account = $account and stream = $stream and field = $field)
