-- Who sends which account: all instants are the server's own, so that no node's clock counts.
create table if not exists {{rows}}.leases (
  account String               comment 'Account at a vendor, or wallet.',
  store   UUID                 comment 'The store that sends it.',
  node    String               comment 'GGR_CLUSTER_NODE of the sender.',
  is_held UInt8                comment '0: it was let go.',
  beat_at DateTime64(6, 'UTC') default now64(6, 'UTC') comment 'When the claim was last renewed.'
) engine = ReplacingMergeTree(beat_at)
  order by (account, store, node)
  comment 'Which node sends which account: a second one that claims it is refused.'
