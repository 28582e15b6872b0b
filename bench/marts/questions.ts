/** What the dashboards and analysts ask, and the same from the facts alone. */
import { witnessSelect } from '../../test/support/witness.ts';

export interface Question {
  readonly name: string;
  /** Milliseconds that were aimed at. */
  readonly aim?: number;
  readonly kept: string;
  /** As ggr answered before it kept sums; none where that is the same. */
  readonly facts?: string;
}

const of = (report: 'daily' | 'hourly' | 'games' | 'players') => `(${witnessSelect(report)})`;

/** `day` is a gaming day with a week of them and a month before it. */
export function questionsOf(day: string): Question[] {
  const d = `date '${day}'`;
  const week = `between ${d} - 6 and ${d}`;
  const bets = 'select count(*), sum(stake), sum(payout), sum(ggr) from ggr.bets';
  const byGame = 'select game_name, count(*), sum(ggr) from ggr.bets';
  const computed = 'ggr.gaming_day(event_at)';
  const month = `${d} - 29, ${d}`;
  return [
    { name: 'ggr.daily', aim: 100, kept: 'from ggr.daily', facts: `from ${of('daily')}` },
    {
      name: 'ggr.hourly, added up',
      aim: 100,
      kept: 'select count(*), sum(ggr), sum(players) from ggr.hourly',
      facts: `select count(*), sum(ggr), sum(players) from ${of('hourly')}`,
    },
    {
      name: 'ggr.daily, one day',
      kept: `from ggr.daily where gaming_day = ${d}`,
      facts: `from ${of('daily')} where gaming_day = ${d}`,
    },
    {
      name: 'ggr.hourly, one day',
      kept: `from ggr.hourly where gaming_day = ${d}`,
      facts: `from ${of('hourly')} where gaming_day = ${d}`,
    },
    { name: 'ggr.daily_base', kept: 'from ggr.daily_base' },
    {
      name: 'ggr.bets, one day',
      aim: 100,
      kept: `${bets} where gaming_day = ${d}`,
      facts: `${bets} where ${computed} = ${d}`,
    },
    {
      name: 'ggr.bets, a week',
      aim: 100,
      kept: `${bets} where gaming_day ${week}`,
      facts: `${bets} where ${computed} ${week}`,
    },
    {
      name: 'ggr.bets, a week by game',
      aim: 100,
      kept: `${byGame} where gaming_day ${week} group by 1`,
    },
    { name: 'ggr.games_between, a month', aim: 300, kept: `from ggr.games_between(${month})` },
    { name: 'ggr.players_between, a month', aim: 300, kept: `from ggr.players_between(${month})` },
    { name: 'ggr.games', kept: 'from ggr.games', facts: `from ${of('games')}` },
    { name: 'ggr.players', kept: 'from ggr.players', facts: `from ${of('players')}` },
    {
      name: 'panel: 30 days by source',
      aim: 50,
      kept: `select gaming_day, source, sum(stake), sum(ggr), sum(bets), sum(players) from ggr.daily where gaming_day > ${d} - 30 group by all`,
    },
    {
      name: 'panel: today by hour',
      aim: 50,
      kept: `select hour_start, source, sum(ggr) from ggr.hourly where gaming_day = ${d} group by all order by all`,
    },
    {
      name: 'panel: top games of a week',
      aim: 50,
      kept: `select source, game_id, sum(ggr) from sync.played where gaming_day ${week} and status <> 'open' group by all order by 3 desc limit 10`,
    },
    {
      name: 'panel: top players of a week',
      aim: 50,
      kept: `select source, player_id, sum(ggr) from sync.played where gaming_day ${week} and status <> 'open' group by all order by 3 desc limit 10`,
    },
    { name: 'panel: freshness', aim: 50, kept: 'from sync.freshness' },
    { name: 'plain sum of ggr.bets', kept: bets },
  ];
}
