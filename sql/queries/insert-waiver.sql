-- A person's word that a difference may stand: a row of its own beside the checks that found it.
insert into sync.checks (account, stream, window_start, window_end, witness, verdict, reason, checked_at, "by", until)
values ($account, $stream, cast($start as timestamp), cast($end as timestamp), 'person', 'waived', $reason,
        cast($now as timestamp), $by, cast($until as timestamp))
