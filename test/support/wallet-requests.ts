/** Requests as the wallet's document has them, in session s1. */

export const bet = (id: number | bigint, more: object = {}) => ({
  bet: 500,
  code: 's1',
  game: 1012,
  id,
  type: 'bet',
  time: '21-09-2023 03:23:23',
  ...more,
});
export const win = (id: number | bigint, more: object = {}) => ({
  code: 's1',
  game: 1012,
  id,
  type: 'win',
  win: 1000,
  time: '21-09-2023 03:23:23',
  ...more,
});
export const cancel = (id: number | bigint, more: object = {}) => ({
  code: 's1',
  id,
  type: 'cancel',
  time: '21-09-2023 03:23:23',
  ...more,
});
