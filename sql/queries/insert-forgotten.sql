-- What was forgotten.
insert into sync.forgotten
values ($account, $relation, $month, cast($starts as timestamp), cast($ends as timestamp), $rows, $revisions,
        cast($sums as json), $digest, $cluster, $change, cast($now as timestamp), cast($run as uuid))
