-- The sender's cursor, where what it sends is: up to which change of which store everything is here whole.
create table if not exists {{rows}}.shipped (
  store      UUID                 comment 'A ggr''s store, by the row of sync.changes that stands for it.',
  number     UInt64               comment 'Its newest change that is whole here.',
  id         UUID                 comment 'Of that change: another one under its number is another store''s, or an older backup.',
  changed_at DateTime64(6, 'UTC') comment 'When that change was committed there.',
  shipped_at DateTime64(6, 'UTC') comment 'When it was whole here, by the sender''s clock.',
  node       String               comment 'GGR_CLUSTER_NODE of the sender.'
) engine = ReplacingMergeTree(number)
  order by store
  comment 'How far each store is shipped.'
