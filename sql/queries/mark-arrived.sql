-- The hours of the table in which rows came, where nothing else changed.
insert into sync.touched
select (select max(number) + 1 from sync.touched), uuid {{mark}}, {{stream}}, hour
  from (select distinct date_trunc('hour', s.{{event}}) as hour
          from {{staged}} s)
