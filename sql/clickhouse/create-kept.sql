-- Whose sums are whole: of all others views add up the bets.
create table if not exists {{rows}}.kept (
  account  String comment 'Account at a vendor, or wallet.',
  store    UUID   comment 'The store that sends its sums.',
  shape    String comment 'By which definition of a bet and of a day.',
  is_whole Bool   comment 'Whether every hour of it is there.',
  turn     UInt64 comment 'The higher one counts.'
) engine = ReplacingMergeTree(turn)
  order by account
  comment 'Whose bets are kept added up.'
