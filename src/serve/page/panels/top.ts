/** Top games and players of one currency. Players are masked until somebody asks, and never in an address or a title. */
import { type Row, type Source, text } from '../data.ts';
import { addDays, amounts, masked, percent, tenThousandths, whole } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { Panel, PanelRequest } from '../panel.ts';
import { statement } from '../statements.ts';
import { type Cell, type Column, table } from '../table.ts';
import { currencyOf } from './currency.ts';

const NUMBERS: readonly Column[] = ['bets', 'GGR', 'RTP', 'stake', 'payout'].map((title) => ({
  title,
  isNumber: true,
}));

export const games: Panel = {
  name: 'games',
  title: 'Top games',
  about: 'the games that earned most in the currency chosen above, in the last 30 gaming days',
  draw: async ({ query, source, today }) => {
    const asked = statement('games', {
      currency: await chosenOf(query, source, today),
      ...lastDays(today),
    });
    const { rows, asOf } = await source.rows(asked);
    const figures = figuresOf(rows);
    const body = table({
      caption: 'Top games by GGR',
      empty: 'No game was played in this currency.',
      columns: [{ title: 'game' }, ...NUMBERS],
      rows: rows.map((row, i) => [
        named(text(row.game_name) || text(row.game_id), row),
        ...(figures[i] ?? []),
      ]),
    });
    return { statements: [asked], asOf, body };
  },
};

export const players: Panel = {
  name: 'players',
  title: 'Top players',
  about:
    'who moved most money in the currency chosen above, in the last 30 gaming days; names are masked until you ask',
  draw: async (request) => {
    const isShown = request.query.get('names') === 'shown';
    const asked = statement('players', {
      currency: await chosenOf(request.query, request.source, request.today),
      ...lastDays(request.today),
    });
    const { rows, asOf } = await request.source.rows(asked);
    return { statements: [asked], asOf, controls: mask(isShown), body: playersOf(rows, isShown) };
  },
};

const mask = (isShown: boolean): Html =>
  html`<label><input type="checkbox" data-query="names" value="shown"${isShown && html` checked`}> show players</label>`;

function playersOf(rows: readonly Row[], isShown: boolean): Html {
  const figures = figuresOf(rows);
  return table({
    caption: 'Top players',
    empty: 'Nobody played in this currency.',
    columns: [{ title: 'player' }, ...NUMBERS],
    rows: rows.map((row, i) => [
      named(isShown ? text(row.player_id) : masked(text(row.player_id)), row),
      ...(figures[i] ?? []),
    ]),
  });
}

/** Both ends among them. */
const lastDays = (today: string) => ({ from_day: addDays(today, -29), to_day: today });

/** A name, and small beside it where it is from. */
const named = (name: string, row: Row): Cell => ({
  show: html`${name} <small>${text(row.source)}</small>`,
  key: name,
});

function figuresOf(rows: readonly Row[]): Cell[][] {
  const column = (name: string) => amounts(rows.map((row) => text(row[name])));
  const [stake, payout, ggr] = [column('stake'), column('payout'), column('ggr')];
  return rows.map((row, i) => [
    { show: whole(row.bets), key: text(row.bets) },
    {
      show: ggr[i],
      key: text(row.ggr),
      tone: tenThousandths(text(row.ggr)) < 0n ? 'loss' : undefined,
    },
    { show: percent(row.rtp as number | null), key: text(row.rtp) },
    { show: stake[i], key: text(row.stake) },
    { show: payout[i], key: text(row.payout) },
  ]);
}

async function chosenOf(
  query: URLSearchParams,
  source: Source,
  day: PanelRequest['today'],
): Promise<string> {
  const chosen = query.get('currency');
  if (chosen) return chosen;
  const asked = statement('daily', lastDays(day));
  return currencyOf((await source.rows(asked)).rows, query);
}
