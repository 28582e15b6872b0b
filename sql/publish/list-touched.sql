-- The hours that were touched since a snapshot.
select distinct relation, epoch_ms(hour) as hour_ms
  from sync.touched
 where number > cast($number as bigint)
