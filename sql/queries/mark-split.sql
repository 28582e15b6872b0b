-- Hours of the rows that are about to pass from a window to its parts.
insert into sync.touched
select (select max(number) + 1 from sync.touched), cast($mark as uuid), {{relation}}, hour
  from (
  select distinct date_trunc('hour', {{event}}) as hour
    from {{table}}
   where {{owns_rows}}
     and account = $account
     and window_start >= cast($old_start as timestamp)
     and window_start <  cast($old_end as timestamp))
