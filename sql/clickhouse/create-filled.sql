-- How far a fill came: a killed one goes on behind its last part. A row without a relation is the fill itself, one
-- without a part says that its relation is whole.
create table if not exists {{rows}}.filled (
  store     UUID                 comment 'The store that fills.',
  relation  String               comment 'Table of the store; none: the fill itself.',
  part      String               comment 'Which rows of it: account and month; none: all of them.',
  version   UInt64               comment 'The change of the store''s sync.changes under which all of the fill is sent.',
  id        UUID                 comment 'Of that change: another one under its number is another store''s, or an older backup.',
  shape     String               comment 'Hash of the columns and of what is read: rows of another shape are sent anew.',
  filled_at DateTime64(6, 'UTC') comment 'When it was whole here, by the sender''s clock.'
) engine = ReplacingMergeTree(version)
  order by (store, relation, part)
  comment 'Which parts of which tables are here whole.'
