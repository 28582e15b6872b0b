-- What every table and column of the ledger means; the data dictionary is made from this.
comment on table sync.windows is 'One row per window of a stream: what was asked, what came, what became of it.';
comment on column sync.windows.account       is 'Account at the vendor.';
comment on column sync.windows.stream        is 'Report, such as pv.bets.';
comment on column sync.windows.window_start  is 'Start of the half-open interval, UTC.';
comment on column sync.windows.window_end    is 'End of the half-open interval, UTC.';
comment on column sync.windows.state         is 'pending, loaded, verified, mismatch, failed, or expired (past the vendor''s retention, never fetched).';
comment on column sync.windows.received      is 'Records the vendor returned; always inserted + updated + unchanged + quarantined.';
comment on column sync.windows.inserted      is 'Rows that were new.';
comment on column sync.windows.updated       is 'Rows that replaced an older version.';
comment on column sync.windows.unchanged     is 'Rows that were there already, repetitions within the answer included.';
comment on column sync.windows.quarantined   is 'Records refused; they stand in sync.rejects.';
comment on column sync.windows.withdrawn     is 'Rows that an earlier read had and this one has not; they stand in sync.revisions.';
comment on column sync.windows.control_count is 'The vendor''s own count of bets for the window, where asked.';
comment on column sync.windows.control_stake is 'The vendor''s own sum of stakes.';
comment on column sync.windows.control_ggr   is 'The vendor''s own GGR.';
comment on column sync.windows.fetched_at    is 'When the read that is held was begun, UTC.';
comment on column sync.windows.verified_at   is 'When the window last agreed with the control totals, UTC.';
comment on column sync.windows.attempts      is 'Reads it took, or has taken without success.';
comment on column sync.windows.error         is 'Why the last attempt failed.';
comment on column sync.windows.explained     is 'Where it differs from the vendor''s totals: exactly (its refused records are all that is missing, to the last digit), possibly (they are as many, and an amount of one cannot be read), else null.';
comment on column sync.windows.reach         is 'Up to which instant the read is known to reach by the vendor''s clock, UTC; a window that was not over by then is read once more.';
comment on column sync.windows.closed_at     is 'When it was first held whole after its end, UTC; later reads leave it. What changes after it is in ggr.restated.';
comment on column sync.windows.truncated     is 'Why the vendor does not give all of a window that is held; null where it does.';
comment on column sync.windows.run_id        is 'The run that wrote this row.';

comment on table sync.cursors is 'Where each walk stands, for streams that are read by a cursor instead of windows: one for sync, and one for each range that was backfilled.';
comment on column sync.cursors.account        is 'Account at the vendor.';
comment on column sync.cursors.stream         is 'Report, such as pop.bets.';
comment on column sync.cursors.range_start    is 'Start of the event times that the walk stores, UTC; null for the walk of sync, which stores everything.';
comment on column sync.cursors.range_end      is 'End of them, half-open, UTC.';
comment on column sync.cursors.start_cursor   is 'Cursor at which the walk began; empty at the beginning of the report.';
comment on column sync.cursors.cursor         is 'Cursor after the last piece committed, as the vendor returned it.';
comment on column sync.cursors.resume_cursor  is 'Cursor at which the next walk begins again: before the oldest page that may get late rows.';
comment on column sync.cursors.is_whole       is 'Whether nothing of what it stores lies before start_cursor.';
comment on column sync.cursors.is_complete    is 'Whether it reached the end of the report when it last went.';
comment on column sync.cursors.first_event_at is 'Oldest event time it met, UTC.';
comment on column sync.cursors.last_event_at  is 'Newest event time it met, UTC.';
comment on column sync.cursors.complete_until is 'Nothing is missing up to this event time, UTC: the lag, or five minutes if that is longer, before a whole walk that reached the end asked for the page at resume_cursor, or for its last one. Null before.';
comment on column sync.cursors.reached_end_at is 'When the vendor was asked for the page that ended the walk, UTC.';
comment on column sync.cursors.rows           is 'Records that lie before cursor; those that were read twice count once.';
comment on column sync.cursors.resume_rows    is 'Records that lie before resume_cursor.';
comment on column sync.cursors.attempts       is 'Runs that failed since it last moved.';
comment on column sync.cursors.error          is 'Why the last of them failed.';
comment on column sync.cursors.updated_at     is 'When it last moved or failed, UTC.';
comment on column sync.cursors.run_id         is 'The run that moved it, or failed.';

comment on table sync.runs is 'One row per execution of sync, backfill or rejects replay.';
comment on column sync.runs.run_id         is 'Identifies the run; rows carry it.';
comment on column sync.runs.command        is 'sync, backfill, demo or rejects replay.';
comment on column sync.runs.arguments      is 'What it was asked for.';
comment on column sync.runs.version        is 'Version of the ggr that ran; null of runs before 0.2.';
comment on column sync.runs.started_at     is 'UTC.';
comment on column sync.runs.ended_at       is 'UTC; null while it runs.';
comment on column sync.runs.outcome        is 'running, done, partial, stopped, interrupted, or killed (it never ended).';
comment on column sync.runs.windows_loaded is 'Windows loaded.';
comment on column sync.runs.windows_failed is 'Windows that failed.';
comment on column sync.runs.received       is 'Records received.';
comment on column sync.runs.inserted       is 'Rows inserted.';
comment on column sync.runs.updated        is 'Rows updated.';
comment on column sync.runs.unchanged      is 'Rows unchanged.';
comment on column sync.runs.withdrawn      is 'Rows withdrawn.';
comment on column sync.runs.quarantined    is 'Records quarantined.';
comment on column sync.runs.refused_new    is 'Those of them that no read before had refused so.';
comment on column sync.runs.error          is 'What stopped it.';
comment on column sync.runs.number         is 'Counts the runs in the order in which they began, whatever the clock said.';

comment on table sync.raw_pages is 'Answers of windows and walks that could not be mapped, until what they lack is loaded; the newest 500, 16 MiB compressed.';
comment on column sync.raw_pages.id           is 'Names it: ggr rejects page <id>.';
comment on column sync.raw_pages.account      is 'Account at the vendor.';
comment on column sync.raw_pages.stream       is 'Report, such as pv.bets.';
comment on column sync.raw_pages.window_start is 'Start of the window that failed, UTC; null of a walk.';
comment on column sync.raw_pages.window_end   is 'End of it, UTC.';
comment on column sync.raw_pages.page         is 'Its place among the kept answers of the read, from 1.';
comment on column sync.raw_pages.call         is 'What was asked: account and report.';
comment on column sync.raw_pages.problem      is 'Why the read failed.';
comment on column sync.raw_pages.characters   is 'Length of the answer.';
comment on column sync.raw_pages.kept         is 'How many of them are kept: less where it is cut.';
comment on column sync.raw_pages.answer       is 'The answer as UTF-8, compressed with zstd: player data, null in a snapshot.';
comment on column sync.raw_pages.kept_at      is 'When the read failed, UTC.';
comment on column sync.raw_pages.run_id       is 'The run that read it.';

comment on table sync.rejects is 'The quarantine: one row per refused record, kept whole.';
comment on column sync.rejects.account      is 'Account at the vendor.';
comment on column sync.rejects.stream       is 'Report, such as pv.bets.';
comment on column sync.rejects.window_start is 'Start of the window that returned it, or the oldest event of the piece of a walk, UTC.';
comment on column sync.rejects.window_end   is 'End of the window that returned it, or just after the newest event of the piece, UTC.';
comment on column sync.rejects.record_key   is 'The record''s key, where it is readable.';
comment on column sync.rejects.field        is 'The field at fault.';
comment on column sync.rejects.reason       is 'What is wrong with it.';
comment on column sync.rejects.kind         is 'record (it cannot be mapped) or conflict (another record of the answer has its key, with another player or amount: neither is believed).';
comment on column sync.rejects.raw          is 'The record as the vendor sent it, as JSON, its fields in order of their names; of one beyond 4 Mi characters its length (cut) and how it begins.';
comment on column sync.rejects.fetched_at   is 'When its window was asked for, UTC.';
comment on column sync.rejects.id              is 'Names the refusal: made of account, stream, key, field, reason and content, the same in every read.';
comment on column sync.rejects.first_seen      is 'When it was first refused so, UTC.';
comment on column sync.rejects.accepted_at     is 'When a person accepted it, UTC; null while it is open.';
comment on column sync.rejects.accepted_by     is 'Who accepted it.';
comment on column sync.rejects.accepted_reason is 'Why.';
comment on column sync.rejects.run_id       is 'The run that refused it.';

comment on table sync.revisions is 'One row per version that was replaced or withdrawn: what we believed before.';
comment on column sync.revisions.account      is 'Account at the vendor.';
comment on column sync.revisions.stream       is 'Fact table that the version stood in, such as pv.bets.';
comment on column sync.revisions.record_key   is 'The record''s key.';
comment on column sync.revisions.revision     is 'Number of this version; 0 if it was superseded when it came.';
comment on column sync.revisions.reason       is 'replaced (a later version came), withdrawn (the vendor no longer returns it) or superseded (it came after a later one; never believed).';
comment on column sync.revisions.event_at     is 'Event time of this version, UTC.';
comment on column sync.revisions.fetched_at   is 'When we learnt this version, UTC.';
comment on column sync.revisions.replaced_at  is 'Until when we believed it, UTC.';
comment on column sync.revisions.window_start is 'Window that returned this version.';
comment on column sync.revisions.run_id       is 'Run that wrote this version.';
comment on column sync.revisions.replaced_by  is 'Run that replaced or withdrew it.';
comment on column sync.revisions."row"        is 'The version whole; every value is text, so that amounts cast back exactly.';

comment on table sync.accounts is 'Accounts that this store knows, each with its one currency and scale.';
comment on column sync.accounts.account  is 'Name of the account.';
comment on column sync.accounts.vendor   is 'Its vendor.';
comment on column sync.accounts.currency is 'Its currency.';
comment on column sync.accounts.scale    is 'Currency units that one unit of the vendor''s reports is worth; amounts in the store are multiplied by it already.';

comment on table sync.streams is 'From when on each stream is kept complete.';
comment on column sync.streams.account    is 'Account at the vendor.';
comment on column sync.streams.stream     is 'Report, such as pv.bets.';
comment on column sync.streams.sync_start is 'Start of what sync keeps complete, UTC.';

comment on table sync.settings is 'How reports are cut; one row, written from the environment.';
comment on column sync.settings.report_timezone is 'GGR_REPORT_TIMEZONE.';
comment on column sync.settings.day_start       is 'GGR_DAY_START: when a gaming day begins.';
comment on column sync.settings.base_currency   is 'GGR_BASE_CURRENCY.';
comment on column sync.settings.is_demo         is 'Whether ggr demo made this store.';
comment on column sync.settings.day_rules       is 'What ggr.gaming_day was made from: zone, start of the day, edition of Node''s zone data, years whose changes of clocks are known.';

comment on table sync.fields is 'Which fields the records of each stream had so far, with their types and how often: against it a read is held.';
comment on column sync.fields.account         is 'Account at the vendor.';
comment on column sync.fields.stream          is 'Report, such as pv.bets.';
comment on column sync.fields.field           is 'Name of the field in the vendor''s record.';
comment on column sync.fields.types           is 'Types of its values so far: string, number, boolean, array, object.';
comment on column sync.fields.records         is 'Records looked at; of the older ones half counts no more once there are 20,000, and reads that tell nothing new are counted once an hour.';
comment on column sync.fields.present         is 'Those of them with a value; null is none. present / records is the field''s share.';
comment on column sync.fields.lacking         is 'Records in a row, up to the newest, without one.';
comment on column sync.fields.longest         is 'The most records in a row that had none before one had again.';
comment on column sync.fields.first_seen      is 'When it was first seen, UTC.';
comment on column sync.fields.last_seen       is 'When it was last seen, to the hour, UTC.';
comment on column sync.fields.accepted_at     is 'When a person said that the vendor may leave it out, UTC; null where it must not vanish.';
comment on column sync.fields.accepted_by     is 'Who said so.';
comment on column sync.fields.accepted_reason is 'Why.';

comment on table sync.drift is 'What changed in the records of a vendor: one row an event. Values of fields that the document does not name are in the rows'' extra.';
comment on column sync.drift.account    is 'Account at the vendor.';
comment on column sync.drift.stream     is 'Report, such as pv.bets.';
comment on column sync.drift.field      is 'Name of the field; * stands for those beyond the hundredth that the document does not name.';
comment on column sync.drift.what       is 'new (it appeared), gone (it went away) or type (its values have another type).';
comment on column sync.drift.first_seen is 'When that was first seen, UTC.';
comment on column sync.drift.last_seen  is 'When that was last seen, UTC.';
comment on column sync.drift.sample     is 'The shape of a value, such as string(11) or object{a,b}, never the value; the types that it had, of a field that is gone.';
comment on column sync.drift.run_id     is 'The run that saw it first.';

comment on table sync.migrations is 'Migrations that were applied to this store.';
comment on column sync.migrations.number     is 'Number of the migration file.';
comment on column sync.migrations.name       is 'Name of the file.';
comment on column sync.migrations.applied_at is 'UTC.';

comment on table sync.marts is 'From which text the views were made; they are made anew when ggr changes it.';
comment on column sync.marts.digest is 'SHA-256 of the text.';

comment on table sync.checks is 'Evidence: one row for each comparison of what the store holds with a second witness. Nothing is ever taken out; a repair leaves the failed check beside the good one.';
comment on column sync.checks.account      is 'Account at the vendor.';
comment on column sync.checks.stream       is 'Report, such as pv.bets.';
comment on column sync.checks.window_start is 'Start of what was compared, UTC; one window or several.';
comment on column sync.checks.window_end   is 'End of it, half-open, UTC.';
comment on column sync.checks.witness      is 'totals (the vendor''s own), second read, identity (of the rows), person (a waiver).';
comment on column sync.checks.verdict      is 'equal, differs, inconclusive or waived.';
comment on column sync.checks.ours_count   is 'Rows that came in these windows.';
comment on column sync.checks.ours_stake   is 'Sum of their stakes.';
comment on column sync.checks.ours_ggr     is 'Sum of their GGR.';
comment on column sync.checks.theirs_count is 'The witness''s number of bets.';
comment on column sync.checks.theirs_stake is 'The witness''s sum of stakes, in currency units.';
comment on column sync.checks.theirs_ggr   is 'The witness''s GGR, in currency units.';
comment on column sync.checks.reason       is 'What is known of a difference, or why it was waived.';
comment on column sync.checks.checked_at   is 'When it was compared, UTC.';
comment on column sync.checks.run_id       is 'The run that compared.';
comment on column sync.checks."by"         is 'Who waived it.';
comment on column sync.checks.until        is 'Until when a waiver holds, UTC; null without an end.';

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
