-- Marks that a snapshot has; its newest stays, so that the next publish knows the store again.
delete from sync.touched
 where number < cast($number as bigint)
