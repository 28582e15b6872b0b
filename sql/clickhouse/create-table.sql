-- Rows by account and key; the highest version of a key counts, and none where that one is a deletion. Rows of two
-- partitions never merge: a key whose event moved to another month has a deletion in the old one.
create table if not exists {{table}} (
  {{columns}},
  store      UUID   comment 'The store that sent it.',
  version    UInt64 comment 'The number of the change in the store''s sync.changes with which it came.',
  is_deleted UInt8  comment '1: the row is gone.'
) engine = ReplacingMergeTree(version, is_deleted)
  partition by {{partition}}
  order by ({{key}})
  comment {{comment}}
