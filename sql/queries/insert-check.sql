-- One comparison with a second witness; nothing is ever taken out of sync.checks.
insert into sync.checks (account, stream, window_start, window_end, witness, verdict, ours_count, ours_stake,
                         ours_ggr, theirs_count, theirs_stake, theirs_ggr, reason, checked_at, run_id)
values ($account, $stream, cast($start as timestamp), cast($end as timestamp), $witness, $verdict,
        $ours_count, cast($ours_stake as decimal(38, 4)), cast($ours_ggr as decimal(38, 4)),
        $theirs_count, cast($theirs_stake as decimal(38, 4)), cast($theirs_ggr as decimal(38, 4)),
        $reason, cast($now as timestamp), cast($run as uuid))
