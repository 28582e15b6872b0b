-- A part of a window as a row of the ledger, which counts the rows that it has taken as they are.
insert into sync.windows by name
select windows.* replace (
         cast($start as timestamp) as window_start,
         cast($end as timestamp)   as window_end,
         rows.number               as received,
         0                         as inserted,
         0                         as updated,
         rows.number               as unchanged,
         0                         as quarantined,
         0                         as withdrawn)
  from sync.windows as windows
 cross join (
       select count(*) as number
         from {{table}}
        where {{owns_rows}}
          and account = $account
          and window_start >= cast($start as timestamp)
          and window_start <  cast($end as timestamp)) as rows
 where windows.account = $account
   and windows.stream  = $stream
   and windows.window_start = cast($old_start as timestamp)
   and windows.window_end   = cast($old_end as timestamp)
