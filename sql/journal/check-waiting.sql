-- Rounds that wait since a bet that is none of theirs, or that their index does not hold: there must be none.
select 1
  from waiting
 where not exists (select 1 from entries
                    where entries.seq = waiting.bet_seq and entries.kind = 'bet' and entries.currency = waiting.currency
                      and entries.round = waiting.round and entries.player_id = waiting.player_id
                      and entries.received_at = waiting.since)
    or not exists (select 1 from waiting as w indexed by waiting_since
                    where w.since = waiting.since and w.currency = waiting.currency
                      and w.round = waiting.round and w.player_id = waiting.player_id)
 limit 1
