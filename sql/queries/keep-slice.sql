-- Makes the sums of the oldest dirty hours anew: hours from the facts, their gaming days from the hours. A day that has
-- other dirty hours stays dirty, and is made again with them.
create or replace temp table kept_slice as
select source, hour
  from sync.unkept_hours
 where hour < (select min(hour) + {{hours}} * interval 1 hour from sync.unkept_hours);
create or replace temp table kept_slice_days as
select source, ggr.gaming_day(hour) as gaming_day
  from kept_slice
 union
select source, ggr.gaming_day(hour + interval 1 hour - interval 1 microsecond)
  from kept_slice;
delete from sync.kept_players
 where (source, hour_start) in (select source, hour from kept_slice);
delete from sync.kept_hours
 where (source, hour_start) in (select source, hour from kept_slice);
delete from sync.kept_days
 where (source, gaming_day) in (select source, gaming_day from kept_slice_days);
insert into sync.kept_players by name
select *
  from (
{{fresh}})
 order by hour_start;
insert into sync.kept_hours by name
select hour_start, gaming_day, source, account, currency,
       {{sums}}
  from sync.kept_players
 where status <> 'open'
   and (source, hour_start) in (select source, hour from kept_slice)
 group by all
 order by hour_start;
insert into sync.kept_days by name
select gaming_day, source, account, currency,
       {{sums}}
  from sync.kept_players
 where status <> 'open'
   and (source, gaming_day) in (select source, gaming_day from kept_slice_days)
 group by all
 order by gaming_day;
insert into sync.touched
select (select max(number) + 1 from sync.touched), (select uuid()), 'sync.kept_players', hour
  from (select distinct hour from kept_slice);
update sync.kept
   set touched = (select max(number) from sync.touched);
delete from sync.unkept_hours
 where (source, hour) in (select source, hour from kept_slice);
drop table kept_slice;
drop table kept_slice_days
