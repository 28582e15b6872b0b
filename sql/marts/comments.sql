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
comment on column sync.windows.truncated     is 'Why the vendor does not give all of a window that is held; null where it does.';
comment on column sync.windows.run_id        is 'The run that wrote this row.';

comment on table sync.cursors is 'Where each walk stands, for streams that are read by a cursor instead of windows: one for sync, and one for each range that was backfilled.';
comment on column sync.cursors.account        is 'Account at the vendor.';
comment on column sync.cursors.stream         is 'Report, such as pop.bets.';
comment on column sync.cursors.range_start    is 'Start of the event times that the walk stores, UTC; null for the walk of sync, which stores everything.';
comment on column sync.cursors.range_end      is 'End of them, half-open, UTC.';
comment on column sync.cursors.start_cursor   is 'Cursor at which the walk began; empty at the beginning of the report.';
comment on column sync.cursors.cursor         is 'Cursor after the last piece committed, as the vendor returned it.';
comment on column sync.cursors.is_whole       is 'Whether nothing of what it stores lies before start_cursor.';
comment on column sync.cursors.is_complete    is 'Whether it reached the end of the report when it last went.';
comment on column sync.cursors.first_event_at is 'Oldest event time it met, UTC.';
comment on column sync.cursors.last_event_at  is 'Newest event time it met, UTC.';
comment on column sync.cursors.complete_until is 'Nothing is missing up to this event time, UTC: the newest event when a whole walk last reached the end, or, if that is later, the lag before the vendor was then asked. Null before.';
comment on column sync.cursors.reached_end_at is 'When the vendor was asked for the page that ended the walk, UTC.';
comment on column sync.cursors.rows           is 'Records that the vendor returned along the walk.';
comment on column sync.cursors.attempts       is 'Runs that failed since it last moved.';
comment on column sync.cursors.error          is 'Why the last of them failed.';
comment on column sync.cursors.updated_at     is 'When it last moved or failed, UTC.';
comment on column sync.cursors.run_id         is 'The run that moved it, or failed.';

comment on table sync.runs is 'One row per execution of sync or backfill.';
comment on column sync.runs.run_id         is 'Identifies the run; rows carry it.';
comment on column sync.runs.command        is 'sync, backfill or demo.';
comment on column sync.runs.arguments      is 'What it was asked for.';
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
comment on column sync.runs.error          is 'What stopped it.';

comment on table sync.rejects is 'The quarantine: one row per refused record, kept whole.';
comment on column sync.rejects.account      is 'Account at the vendor.';
comment on column sync.rejects.stream       is 'Report, such as pv.bets.';
comment on column sync.rejects.window_start is 'Start of the window that returned it, or the oldest event of the piece of a walk, UTC.';
comment on column sync.rejects.window_end   is 'End of the window that returned it, or just after the newest event of the piece, UTC.';
comment on column sync.rejects.record_key   is 'The record''s key, where it is readable.';
comment on column sync.rejects.field        is 'The field at fault.';
comment on column sync.rejects.reason       is 'What is wrong with it.';
comment on column sync.rejects.raw          is 'The record as the vendor sent it, as JSON.';
comment on column sync.rejects.fetched_at   is 'When its window was asked for, UTC.';
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

comment on table sync.unknown_fields is 'Fields that a vendor sends and its document does not name; their values are in the rows'' extra.';
comment on column sync.unknown_fields.account    is 'Account at the vendor.';
comment on column sync.unknown_fields.stream     is 'Report, such as pv.bets.';
comment on column sync.unknown_fields.field      is 'Name of the field.';
comment on column sync.unknown_fields.first_seen is 'When it was first seen, UTC.';
comment on column sync.unknown_fields.run_id     is 'The run that saw it first.';

comment on table sync.migrations is 'Migrations that were applied to this store.';
comment on column sync.migrations.number     is 'Number of the migration file.';
comment on column sync.migrations.name       is 'Name of the file.';
comment on column sync.migrations.applied_at is 'UTC.';

comment on table sync.marts is 'From which text the views were made; they are made anew when ggr changes it.';
comment on column sync.marts.digest is 'SHA-256 of the text.';
