-- Hours whose kept sums are not known to be those of the facts: every view reads the facts there (docs/decisions/0023).
-- All of them while nothing is kept; then those that were touched since, and of the wallet those in which the rounds
-- began that its newer entries and closures belong to, before and after them. They are made a list, which DuckDB takes
-- for one row; of their union it would expect as many as there are bets, and make hash tables of the bets then.
create or replace view sync.dirty_hours as
with newer as materialized (
  select currency, player_id, round
    from wallet.ledger
    join sync.kept on kept.is_made and seq > kept.wallet_seq
   where kind in ('bet', 'win', 'cancel')
   union
  select currency, player_id, round
    from wallet.closed_rounds
    join sync.kept on kept.is_made and closure > kept.wallet_closure
), begun as materialized (
  select min(instant) filter (not is_newer) as was_at,
         min(instant)                       as is_at
    from (
    select currency, player_id, round, received_at as instant, seq > kept.wallet_seq as is_newer
      from wallet.ledger
     cross join sync.kept
     where kind in ('bet', 'win', 'cancel')
       and (currency, player_id, round) in (from newer)
     union all
    select currency, player_id, round, closed_at, closure > kept.wallet_closure
      from wallet.closed_rounds
     cross join sync.kept
     where (currency, player_id, round) in (from newer))
   group by currency, player_id, round
)
select dirty.source, dirty.hour
  from (
  select unnest(list({'source': source, 'hour': hour})) as dirty
    from (
    select source, hour
      from sync.unkept_hours
     union
    select split_part(relation, '.', 1), hour
      from sync.touched
      join sync.kept on kept.is_made and number > kept.touched
     where relation in ({{bet_tables}})
     union
    select 'wallet', date_trunc('hour', instant)
      from (select unnest([was_at, is_at]) as instant from begun)
     where instant is not null
     union
    select source, date_trunc('hour', instant)
      from (
{{event_times}}
    )
      join sync.kept on not kept.is_made));

create or replace view sync.dirty_days as
select dirty.source, dirty.gaming_day
  from (
  select unnest(list(distinct {'source': source, 'gaming_day': gaming_day})) as dirty
    from (
    select source, ggr.gaming_day(hour) as gaming_day
      from sync.dirty_hours
     union all
    select source, ggr.gaming_day(hour + interval 1 hour - interval 1 microsecond)
      from sync.dirty_hours));

{{dirty_comments}}
