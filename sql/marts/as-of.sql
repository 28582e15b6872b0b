-- Bets and days as they were believed at an instant, from when each version was asked for and replaced. Names, jackpots
-- and currencies are those of now; a bet that was open and has ended since leaves no version.
create or replace macro ggr.bets_as_of(instant) as table
select {{bet_columns}}
  from ({{sources_as_of}});

create or replace macro ggr.daily_as_of(instant) as table
{{days_as_of}};

comment on macro table ggr.bets_as_of  is 'The columns of ggr.bets as they were believed at an instant in UTC: from ggr.bets_as_of(timestamp ''2025-03-05''). Names, jackpots and currencies are those of now; vendors'' open bets that have ended since are not in it.';
comment on macro table ggr.daily_as_of is 'The columns of ggr.daily as they were believed at an instant in UTC, with the proof by the checks that were made by then.';
