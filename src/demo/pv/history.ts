import type { z } from 'zod';
import type { PvBetRecord } from './bet-record.ts';
import { holds } from './bonuses.ts';
import { keepsPages, type PvMisbehaviour } from './misbehaviour.ts';
import type { historyParameters } from './parameters.ts';
import { responseBody, type VendorState } from './vendor-state.ts';

type HistoryRequest = z.output<typeof historyParameters>;

/**
 * The whole body of `/api/all/history` (pv.txt 1.3): rows in the order of the vendor's clock, then
 * event_id. The page past the last is empty. Pages that cannot change are rendered once.
 */
export function historyBody(state: VendorState, wanted: HistoryRequest): Buffer {
  if (!keepsPages(state.misbehave) || !state.store.isSettled(wanted.time_end)) {
    return renderPage(state, wanted);
  }
  const { time_start, time_end, page_size, page, game_ids = [] } = wanted;
  const key = [time_start, time_end, page_size, page, ...game_ids].join(' ');
  const cached = state.pages.get(key);
  if (cached !== undefined) return cached;
  const body = renderPage(state, wanted);
  state.pages.set(key, body, body.length);
  return body;
}

function renderPage(state: VendorState, wanted: HistoryRequest): Buffer {
  const { page, page_size } = wanted;
  const { total, rows } = pageOf(state.misbehave, visibleBets(state, wanted), wanted);
  const items = malform(state.misbehave, rows);
  return Buffer.from(responseBody(200, '', { items, total, page, page_size }));
}

function visibleBets(state: VendorState, wanted: HistoryRequest): PvBetRecord[] {
  const bets = state.store.between(wanted.time_start, wanted.time_end);
  const ids = wanted.game_ids ?? [];
  return ids.length === 0 ? bets : bets.filter((bet) => holds(ids, bet.game_id));
}

function pageOf(misbehave: PvMisbehaviour, bets: PvBetRecord[], wanted: HistoryRequest) {
  const { page } = wanted;
  const page_size = Math.min(wanted.page_size, misbehave.mostRows);
  // One row less must leave two pages: a read that ends with page 1 would never see total grow.
  if (page === 1 && misbehave.growingTotals > 0 && bets.length - 1 > page_size) {
    misbehave.growingTotals -= 1;
    return { total: bets.length - 1, rows: bets.slice(1, page_size + 1) };
  }
  const rows = bets.slice((page - 1) * page_size, page * page_size);
  const lastOfPage1 = bets[page_size - 1];
  if (page === 2 && misbehave.repeatedRows > 0 && rows.length > 0 && lastOfPage1 !== undefined) {
    misbehave.repeatedRows -= 1;
    rows[0] = lastOfPage1;
  }
  return { total: bets.length, rows };
}

function malform(misbehave: PvMisbehaviour, rows: PvBetRecord[]): unknown[] {
  if (misbehave.malformed.size === 0) return rows;
  return rows.map((row) => {
    const change = misbehave.malformed.get(row.event_id);
    return change === undefined ? row : change({ ...row });
  });
}
