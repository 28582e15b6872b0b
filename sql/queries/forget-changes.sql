-- What is shipped. The row of the store itself and the newest change stay.
delete from sync.changes
 where number < {{number}}
   and number < (select max(number) from sync.changes)
   and relation <> 'sync.changes'
