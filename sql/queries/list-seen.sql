-- Players or games of a window's bets, by event time or as the vendor returned them, with the games' types;
-- two reads instead of one with "or", so that zone maps keep both away from the rest of the table.
with seen as (
  select distinct cast({{id}} as varchar) as id, {{game}} as game_id
    from {{bets}}
   where account = $account
     and {{event}} >= cast($start as timestamp)
     and {{event}} <  cast($end as timestamp)
   union
  select distinct cast({{id}} as varchar), {{game}}
    from {{bets}}
   where account = $account
     and window_start >= cast($start as timestamp)
     and window_start <  cast($end as timestamp)
)
select distinct seen.id, games.game_type
  from seen
  left join {{types}} as games
    on games.account = $account
   and games.game_id = seen.game_id
 order by seen.id
