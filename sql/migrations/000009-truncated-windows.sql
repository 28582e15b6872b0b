-- A window that is held but not whole says why in a column of its own, no longer in that of failures.
alter table sync.windows add column truncated varchar;
update sync.windows
   set truncated = error,
       error     = null
 where state in ('loaded', 'verified', 'mismatch')
   and error is not null;
