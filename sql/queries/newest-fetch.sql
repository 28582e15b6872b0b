-- When the vendors were last asked, by the ledger: a machine whose clock is behind that has a wrong clock.
select epoch_ms(max(fetched_at)) as newest_ms
  from (select fetched_at from sync.windows
        union all
        select reached_end_at from sync.cursors)
