-- What every table and column means that the store keeps for itself: its keys, its kept sums, its outbox; the data dictionary is made from this.
comment on table sync.touched is 'Which hours of which tables changed since the newest snapshot; `ggr publish` writes those anew.';
comment on column sync.touched.number   is '1, 2, 3, … for each transaction that changed rows; 0 stands for the store itself.';
comment on column sync.touched.id       is 'Of the transaction: a snapshot that names it was made of this store.';
comment on column sync.touched.relation is 'Table whose rows changed.';
comment on column sync.touched.hour     is 'Start of the hour of its clock, UTC.';

comment on table sync.key_index is 'Which tables have an index of their keys, which stands in files beside the store: it is for commits, and made anew where it is not the table''s.';
comment on column sync.key_index.relation is 'Table of facts.';
comment on column sync.key_index.rows     is 'Rows that it had when the newest file was written.';
comment on column sync.key_index.witness  is 'A hash by which another hash function is recognised.';

comment on table sync.key_runs is 'The files of a table''s keys: <store>.keys/<relation>.<run>.';
comment on column sync.key_runs.relation is 'Table of facts.';
comment on column sync.key_runs.run      is 'Of the file''s name.';
comment on column sync.key_runs.keys     is 'Hashes of keys in it.';

comment on table sync.key_tail is 'Hashes of keys that are in no file yet, a row for each commit that brought or took rows.';
comment on column sync.key_tail.relation is 'Table of facts.';
comment on column sync.key_tail.number   is '1, 2, 3, … for each commit since the newest file.';
comment on column sync.key_tail.id       is 'Of the commit.';
comment on column sync.key_tail.grown    is 'By how many rows the table has grown; less than nothing where it shrank.';
comment on column sync.key_tail.hashes   is 'Hashes of the keys that came, as doubles, ascending.';

comment on table sync.kept_players is 'Sums of bets by hour, player, game and status, kept beside the facts: read sync.played, which is right at any moment.';
{{kept_comments}}

comment on table sync.kept_hours is 'Sums of bets by hour, kept beside the facts: ggr.hourly reads them for clean hours.';
comment on column sync.kept_hours.hour_start  is 'Start of the hour, UTC.';
comment on column sync.kept_hours.gaming_day  is 'Gaming day of the bets.';
comment on column sync.kept_hours.source      is 'Vendor, or wallet.';
comment on column sync.kept_hours.account     is 'Account at the vendor.';
comment on column sync.kept_hours.currency    is 'Currency of the account.';
comment on column sync.kept_hours.bets        is 'Number of closed bets, cancelled ones included.';
comment on column sync.kept_hours.players     is 'Number of players.';
comment on column sync.kept_hours.stake       is 'Sum of stakes.';
comment on column sync.kept_hours.payout      is 'Sum of payouts.';
comment on column sync.kept_hours.ggr         is 'stake - payout.';
comment on column sync.kept_hours.kept_stake  is 'Stake without cancelled bets: what rtp and hold go by.';
comment on column sync.kept_hours.kept_payout is 'Payout without cancelled bets.';
comment on column sync.kept_hours.rebate      is 'Sum of rebates.';

comment on table sync.kept_days is 'Sums of bets by gaming day, kept beside the facts: ggr.daily reads them for clean days.';
comment on column sync.kept_days.gaming_day  is 'The day.';
comment on column sync.kept_days.source      is 'Vendor, or wallet.';
comment on column sync.kept_days.account     is 'Account at the vendor.';
comment on column sync.kept_days.currency    is 'Currency of the account.';
comment on column sync.kept_days.bets        is 'Number of closed bets, cancelled ones included.';
comment on column sync.kept_days.players     is 'Number of players.';
comment on column sync.kept_days.stake       is 'Sum of stakes.';
comment on column sync.kept_days.payout      is 'Sum of payouts.';
comment on column sync.kept_days.ggr         is 'stake - payout.';
comment on column sync.kept_days.kept_stake  is 'Stake without cancelled bets: what rtp and hold go by.';
comment on column sync.kept_days.kept_payout is 'Payout without cancelled bets.';
comment on column sync.kept_days.rebate      is 'Sum of rebates.';

comment on table sync.kept_months is 'Sums of bets by month, player and status, kept beside the facts: ggr.players reads them for clean months before sync.kept.months_until.';
{{kept_month_comments}}
comment on column sync.kept_months.month is 'First day of the month of the bets'' gaming days.';

comment on table sync.gaming_days is 'Every gaming day of the years 2000 to 2060 as an interval of UTC, half-open.';
comment on column sync.gaming_days.gaming_day is 'Day in GGR_REPORT_TIMEZONE, beginning at GGR_DAY_START.';
comment on column sync.gaming_days.starts     is 'Its first instant: ggr.gaming_day_starts(gaming_day).';
comment on column sync.gaming_days.ends       is 'The first instant of the next day.';

comment on table sync.unkept_hours is 'Hours that are known to be dirty: their sums are made anew some at a time.';
comment on column sync.unkept_hours.source is 'Vendor, or wallet.';
comment on column sync.unkept_hours.hour   is 'Start of the hour, UTC.';

comment on table sync.kept is 'Up to where the kept sums have seen the facts: one row.';
comment on column sync.kept.is_made        is 'Whether anything is kept; false until the sums are made for the first time, or anew after another zone or definition.';
comment on column sync.kept.touched        is 'Marks of sync.touched up to this number have been seen.';
comment on column sync.kept.wallet_seq     is 'Entries of wallet.ledger up to this one have been seen.';
comment on column sync.kept.wallet_closure is 'Closures of wallet.closed_rounds up to this one have been seen.';
comment on column sync.kept.rows           is 'Rows of the tables of bets: another number without a mark, and everything is made anew.';
comment on column sync.kept.months_until   is 'Months before this one are kept in sync.kept_months; null where none is.';
comment on column sync.kept.digest         is 'SHA-256 of the text that makes them.';

comment on table sync.changes is 'The outbox for ClickHouse: what each commit changed and the cluster may not hold yet. Nothing is noted unless GGR_CLICKHOUSE_URL is set.';
comment on column sync.changes.number     is 'Counts up by 1 from the time (in ms) at which the outbox was begun, without gaps; the version of the rows in the cluster.';
comment on column sync.changes.id         is 'Of the change: a cluster that names it goes on from this store.';
comment on column sync.changes.relation   is 'Table that was changed; sync.changes for the row of the store itself.';
comment on column sync.changes.account    is 'Account whose rows changed; null for those of every account.';
comment on column sync.changes.stream     is 'Of ledgers: the report; null for every one.';
comment on column sync.changes.starts     is 'Changed rows lie from here on by the clock of the table, UTC; null: anywhere.';
comment on column sync.changes.ends       is 'And up to here, included.';
comment on column sync.changes.since      is 'Versions that it replaced stand in sync.revisions with a replaced_at from here on.';
comment on column sync.changes.run_id     is 'The run that changed them; of the row of the store: its name in the cluster, for ever.';
comment on column sync.changes.is_whole   is 'Whether all rows between the bounds are meant, or those of the run alone; of the row of the store: whether changes are noted.';
comment on column sync.changes.rows       is 'About how many rows.';
comment on column sync.changes.changed_at is 'When it was committed, UTC.';

comment on table sync.forgotten is 'Months that this store has forgotten (GGR_KEEP_MONTHS): their rows stand in ClickHouse alone, and no figure here has them. Empty where nothing was forgotten.';
comment on column sync.forgotten.account      is 'Account at the vendor.';
comment on column sync.forgotten.relation     is 'Table, such as pv.bets.';
comment on column sync.forgotten.month        is 'Gaming month, such as 2025-03.';
comment on column sync.forgotten.starts       is 'First instant of its first gaming day, UTC: rows are told by the clock that gives the gaming day.';
comment on column sync.forgotten.ends         is 'First instant after its last gaming day, UTC.';
comment on column sync.forgotten.rows         is 'Rows of the table that went.';
comment on column sync.forgotten.revisions    is 'Their earlier versions, which went from sync.revisions.';
comment on column sync.forgotten.sums         is 'Sum of each amount over them, as decimals in text, by column.';
comment on column sync.forgotten.digest       is 'Digest of every column of every row and revision: ClickHouse had the same at that moment.';
comment on column sync.forgotten.cluster      is 'Host of the ClickHouse that has them.';
comment on column sync.forgotten.change       is 'Newest change in sync.changes at that moment; all up to it were shipped.';
comment on column sync.forgotten.forgotten_at is 'UTC.';
comment on column sync.forgotten.run_id       is 'The run that forgot it; see sync.runs.';
