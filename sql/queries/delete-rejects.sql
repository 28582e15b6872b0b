-- Refusals whose records have become rows, in the transaction of these rows.
delete from sync.rejects
 where account = $account
   and stream  = $stream
   and list_contains(string_split($ids, ','), id)
