-- Tips of every source that reports them; they are never part of ggr.
create or replace view ggr.tips as
{{tips}};

comment on view ggr.tips is 'Tips of the players, in currency units. They are never part of ggr.';
comment on column ggr.tips.source       is 'Vendor the tip was reported by.';
comment on column ggr.tips.account      is 'Account at the vendor.';
comment on column ggr.tips.tip_id       is 'The vendor''s own key of the tip.';
comment on column ggr.tips.player_id    is 'The player.';
comment on column ggr.tips.game_id      is 'The vendor''s id of the game.';
comment on column ggr.tips.currency     is 'Currency of the account.';
comment on column ggr.tips.amount       is 'The tip.';
comment on column ggr.tips.event_at     is 'When it was given, UTC.';
comment on column ggr.tips.gaming_day   is 'Day in GGR_REPORT_TIMEZONE, beginning at GGR_DAY_START.';
comment on column ggr.tips.window_start is 'Window in sync.windows in which the vendor returned it.';
comment on column ggr.tips.run_id       is 'The run that wrote it.';
