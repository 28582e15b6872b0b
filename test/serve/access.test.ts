/** Which token may do what, before any listener knows of it. */
import { expect, test } from 'vitest';
import { may, refuse, roleOf } from '../../src/serve/access.ts';

const TOKENS = { api: 'token-that-moves-money', sql: 'token-that-only-reads' };

test.for([
  ['nothing', undefined, undefined],
  ['another scheme', `Basic ${TOKENS.api}`, undefined],
  ['an empty token', 'Bearer ', undefined],
  ['a beginning of it', 'Bearer token-that', 'nobody'],
  ['more than it', `Bearer ${TOKENS.api}x`, 'nobody'],
  ['the one that moves money', `Bearer ${TOKENS.api}`, 'operator'],
  ['the one that reads', `bearer  ${TOKENS.sql} `, 'reader'],
] as const)('%s names the role', ([, header, role]) => {
  expect(roleOf(header, TOKENS)).toBe(role);
});

test('a reader may read, and whatever nobody has named is not for him', () => {
  const routes = [
    '/',
    '/metrics',
    '/status.json',
    '/sql',
    '/wallet/transfers',
    '/commands',
    '/new',
  ];
  const asked = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'].flatMap((method) =>
    [...routes, undefined]
      .filter((route) => may('reader', method, route))
      .map((route) => `${method} ${route}`),
  );
  expect(asked).toEqual([
    'GET /',
    'GET /metrics',
    'GET /status.json',
    'HEAD /',
    'HEAD /metrics',
    'HEAD /status.json',
    'POST /sql',
  ]);
  expect(may('operator', 'DELETE', undefined)).toBe(true);
});

test('a refusal says what is lacking, and no token', () => {
  const asked = { method: 'POST', route: '/wallet/transfers' };
  const refused = refuse({ ...asked, authorization: `Bearer ${TOKENS.sql}` }, TOKENS);
  expect(refused).toMatchObject({ status: 403, message: expect.stringContaining('only reads') });
  expect(JSON.stringify(refused)).not.toContain(TOKENS.sql);
  expect(refuse({ ...asked, authorization: undefined }, TOKENS)).toMatchObject({ status: 401 });
  expect(refuse({ ...asked, authorization: `Bearer ${TOKENS.api}` }, TOKENS)).toBeUndefined();
});
