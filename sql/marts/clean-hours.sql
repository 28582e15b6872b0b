-- A snapshot is made when nothing is dirty.
create or replace view sync.dirty_hours as
select cast(null as varchar) as source, cast(null as timestamp) as hour
 where false;

create or replace view sync.dirty_days as
select source, cast(hour as date) as gaming_day
  from sync.dirty_hours;

{{dirty_comments}}
