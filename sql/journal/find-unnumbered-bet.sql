-- A win that names no round belongs to the newest bet of its session and game that named none.
select round
  from entries
 where code = ?
   and game = ?
   and kind = 'bet'
   and round_id is null
 order by seq desc
 limit 1
