-- PV in ClickHouse: every name by the looks at its list, as views.sql and games.sql beside it.
select 'pv'                                     as source,
       v.account                                as account,
       toString(v.game_id)                      as game_id,
       any(v.game_name)                         as game_name,
       any(v.game_type)                         as game_type,
       toNullable(min(v.seen_at))               as first_seen,
       toNullable(greatest(max(v.seen_at), max(v.seen_on))) as last_seen
  from (
  select *,
         sum(is_new) over (partition by account, game_id order by seen_on, seen_at
                           rows between unbounded preceding and current row) as version
    from (
    select *,
           row_number() over looks = 1
             or game_name is distinct from lagInFrame(game_name) over (looks rows between unbounded preceding and current row)
             or game_type is distinct from lagInFrame(game_type) over (looks rows between unbounded preceding and current row) as is_new
      from (
      select account, game_id, toNullable(game_name) as game_name, toNullable(game_type) as game_type, seen_on, fetched_at as seen_at
        from pv.games
       union all
      select account,
             toInt64OrZero(JSONExtractString("row", 'game_id')),
             JSONExtract("row", 'game_name', 'Nullable(String)'),
             JSONExtract("row", 'game_type', 'Nullable(String)'),
             event_at,
             fetched_at
        from sync.revisions
       where stream = 'pv.games')
    window looks as (partition by account, game_id order by seen_on, seen_at))
  ) as v
 group by v.account, v.game_id, v.version
