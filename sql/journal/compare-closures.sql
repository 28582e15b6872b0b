-- Closures that an index does not hold under their own values: there must be none.
select number
  from closures not indexed
 where not exists (select 1 from closures as i indexed by one_closure
                    where i.currency = closures.currency and i.round = closures.round
                      and i.player_id = closures.player_id and i.number = closures.number)
    or (cause = 'closed-by-hand'
        and not exists (select 1 from closures as i indexed by by_hand
                         where i.cause = 'closed-by-hand' and i.number = closures.number))
 limit 1
