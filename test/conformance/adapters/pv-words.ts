/** What requests and records of PV have in common. */
import type { Window } from '../../../src/contract/window.ts';
import type { DemoRequest } from '../../../src/demo/faults.ts';

const FIRST_USER = 102_115_000_001;
const FIRST_GAME = 1001;

/** The parameters that matter here. */
export interface PvData {
  readonly time_start: number;
  readonly time_end: number;
  readonly page?: number;
  readonly page_size?: number;
  readonly limit?: number;
  readonly user_id?: number;
  readonly game_id?: number;
  readonly state_list?: readonly number[];
}

/** The parameters of a request to this address; undefined for another one. */
export function dataOf(request: DemoRequest, path: string): PvData | undefined {
  return request.path === path ? (request.body as { data: PvData }).data : undefined;
}

export const windowOf = ({ time_start, time_end }: PvData): Window => ({
  start: time_start * 1000,
  end: time_end * 1000,
});

export const secondsOf = (at: number): number => at / 1000;

export const userOf = (who: number): number => FIRST_USER + who;
export const gameOf = (who: number): number => FIRST_GAME + who;
export const whoOfUser = (id = 0): number => id - FIRST_USER;
export const whoOfGame = (id = 0): number => id - FIRST_GAME;
