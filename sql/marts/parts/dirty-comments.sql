-- The same in the store and in a snapshot.
comment on view sync.dirty_hours is 'Hours whose kept sums are yet to be made anew: views read the facts there. Empty in a snapshot.';
comment on column sync.dirty_hours.source is 'Vendor, or wallet.';
comment on column sync.dirty_hours.hour   is 'Start of the hour, UTC.';

comment on view sync.dirty_days is 'Gaming days that those hours belong to.';
comment on column sync.dirty_days.source     is 'Vendor, or wallet.';
comment on column sync.dirty_days.gaming_day is 'Day in GGR_REPORT_TIMEZONE, beginning at GGR_DAY_START.';
