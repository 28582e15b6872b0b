-- How far every window is proved; ggr.daily and ggr.hourly say the weakest of theirs.
create or replace view sync.proofs as
{{proofs_now}};

comment on view sync.proofs is 'How far each window is proved, and each interval that was checked of a source that has no windows (POP, the wallet).';
comment on column sync.proofs.account      is 'Account at the vendor; the wallet has one per currency.';
comment on column sync.proofs.stream       is 'Report, such as pv.bets; wallet.ledger for the wallet.';
comment on column sync.proofs.window_start is 'Start of the half-open interval, UTC.';
comment on column sync.proofs.window_end   is 'End of it, UTC.';
comment on column sync.proofs.proof        is 'verified (state of the window), checked (loaded, and the newest check that covers it since it was read says equal), differs (mismatch), else unproven.';
comment on column sync.proofs.is_window    is 'True for a window of sync.windows, false for an interval of sync.checks alone.';
