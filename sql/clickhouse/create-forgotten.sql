-- Months that a store has forgotten because they stand here: no filling anew takes them away, whoever sends the account.
create table if not exists {{rows}}.forgotten (
  account  String               comment 'Account at the vendor.',
  relation String               comment 'Table, such as pv.bets.',
  month    String               comment 'Gaming month, such as 2025-03.',
  store    UUID                 comment 'The store that forgot it.',
  starts   DateTime64(6, 'UTC') comment 'First instant of it, by the clock of the table.',
  ends     DateTime64(6, 'UTC') comment 'First instant after it.',
  is_held  UInt8                comment '0: that store has it again.',
  at       DateTime64(6, 'UTC') default now64(6, 'UTC') comment 'When that was said, by the server''s clock.'
) engine = ReplacingMergeTree(at)
  order by (account, relation, month, store)
  comment 'Months that stand here alone.'
