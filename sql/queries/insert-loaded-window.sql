-- The ledger row of a loaded window; what lay inside it has gone before.
insert into sync.windows (account, stream, window_start, window_end, state, received, inserted, updated,
                          unchanged, quarantined, withdrawn, fetched_at, reach, closed_at, attempts, truncated, run_id)
values ($account, $stream, cast($start as timestamp), cast($end as timestamp), 'loaded', $received,
        $inserted, $updated, $unchanged, $quarantined, $withdrawn, cast($fetched as timestamp),
        cast($reach as timestamp), cast($closed as timestamp), $attempts, $truncated, cast($run as uuid))
