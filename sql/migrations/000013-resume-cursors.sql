-- A walk begins again a little before its end: rows can be stored below a cursor that it has passed.
alter table sync.cursors add column resume_cursor varchar;
alter table sync.cursors add column resume_rows bigint;
update sync.cursors
   set resume_cursor = cursor,
       resume_rows   = rows;
-- A report of now whose first look failed stayed failed for ever: what a later look has shown is not due.
delete from sync.windows failed
 where failed.state = 'failed'
   and failed.stream in ('pv.games', 'wm.balances', 'pop.games')
   and exists (select 1
                 from sync.windows held
                where held.account    = failed.account
                  and held.stream     = failed.stream
                  and held.state in ('loaded', 'verified', 'mismatch')
                  and held.window_end > failed.window_end);
