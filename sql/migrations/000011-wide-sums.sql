-- Sums of days, which one amount's 18 digits need not hold, and from what the gaming day's macros were made.
alter table pv.stage_summary alter column bet_amount          type decimal(38, 4);
alter table pv.stage_summary alter column gain_amount         type decimal(38, 4);
alter table pv.stage_summary alter column company_gain_amount type decimal(38, 4);

alter table pv.bonus_summary alter column release_bonus       type decimal(38, 4);
alter table pv.bonus_summary alter column converted_cash      type decimal(38, 4);
alter table pv.bonus_summary alter column bet_amount          type decimal(38, 4);
alter table pv.bonus_summary alter column win_amount          type decimal(38, 4);

alter table pv.game_totals   alter column bet_amount          type decimal(38, 4);
alter table pv.game_totals   alter column gain_amount         type decimal(38, 4);
alter table pv.game_totals   alter column company_gain_amount type decimal(38, 4);

alter table pv.player_totals alter column bet_amount          type decimal(38, 4);
alter table pv.player_totals alter column gain_amount         type decimal(38, 4);
alter table pv.player_totals alter column credit_before_game  type decimal(38, 4);
alter table pv.player_totals alter column credit              type decimal(38, 4);

alter table sync.settings add column day_rules varchar;
drop macro if exists ggr.gaming_day_in
