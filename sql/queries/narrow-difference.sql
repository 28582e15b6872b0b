-- Where a day differs from the vendor's own totals by game or player, as far as those were pulled: what each has more
-- at the vendor. A family without a count of bets tells sums alone.
with held as (
  select max(fetched_at) as fetched_at
    from sync.windows
   where account = $account
     and stream  = $part
     and state not in ('failed', 'pending', 'expired')
     and window_start <= cast($start as timestamp)
     and window_end   >= cast($end as timestamp)
), ours as (
  select {{id}}           as id,
         count(*)         as bets,
         sum({{stake}})   as stake,
         -sum({{net}})    as ggr
    from {{bets}}
   where account = $account
     and window_start >= cast($start as timestamp)
     and window_start <  cast($end as timestamp)
   group by all
), theirs as (
  select {{id}}                                                             as id,
         case when count(*) = count({{count}}) then sum({{count}}) end      as bets,
         sum({{stake}})                                                     as stake,
         -sum({{net}})                                                      as ggr
    from {{totals}}
   where account = $account
     and {{day}} = cast($start as timestamp)
   group by all
), both_sides as (
  select cast(id as varchar)                                                as id,
         case when theirs.id is null or theirs.bets is not null
              then coalesce(theirs.bets, 0) - coalesce(ours.bets, 0) end    as bets,
         coalesce(theirs.stake, 0) - coalesce(ours.stake, 0)                as stake,
         coalesce(theirs.ggr, 0) - coalesce(ours.ggr, 0)                    as ggr
    from ours
    full join theirs using (id)
)
select id,
       bets,
       cast(stake as varchar)                                               as stake,
       cast(ggr as varchar)                                                 as ggr
  from both_sides
 where (select fetched_at from held) is not null
   and (coalesce(bets, 0) <> 0 or stake <> 0 or ggr <> 0)
 order by abs(stake) + abs(ggr) desc, id
 limit $most
