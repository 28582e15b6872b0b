-- Makes the sums of the oldest dirty hours anew: hours from the facts, their gaming days from the hours, and of the
-- months before the newest one those that they belong to, or that have just ceased to be the newest. A day or month
-- that has other dirty hours stays dirty, and is made again with them.
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
create or replace temp table kept_slice_months as
with newest as (
  select greatest(months_until, (select date_trunc('month', max(gaming_day)) from sync.kept_days)) as month
    from sync.kept
)
select source, cast(date_trunc('month', gaming_day) as date) as month
  from kept_slice_days
 where gaming_day < (select month from newest)
 union
select source, cast(date_trunc('month', gaming_day) as date)
  from sync.kept_players
  join (select coalesce(months_until, date '0001-01-01') as was_until, newest.month as until
          from sync.kept
         cross join newest
         where newest.month is distinct from months_until)
    on gaming_day >= was_until
   and gaming_day <  until;
update sync.kept
   set months_until = greatest(months_until, (select date_trunc('month', max(gaming_day)) from sync.kept_days));
delete from sync.kept_months
 where (source, month) in (select source, month from kept_slice_months);
insert into sync.kept_months by name
select *
  from (
{{month_sums}})
 where (source, month) in (select source, month from kept_slice_months)
 order by month, source, player_id;
insert into sync.touched
select (select max(number) + 1 from sync.touched), (select uuid()), relation, hour
  from (
  select distinct 'sync.kept_players' as relation, hour
    from kept_slice
   union all
  select distinct 'sync.kept_months', month
    from kept_slice_months);
update sync.kept
   set touched = (select max(number) from sync.touched);
delete from sync.unkept_hours
 where (source, hour) in (select source, hour from kept_slice);
drop table kept_slice;
drop table kept_slice_days;
drop table kept_slice_months
