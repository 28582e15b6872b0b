import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { envelope, post } from './signed-fetch.ts';

const MAIN = fileURLToPath(new URL('../../../src/demo/pv/main.ts', import.meta.url));

test('the vendor runs as a process, says where in one line and ends on SIGTERM', async () => {
  const args = ['--seed', '7', '--bets-per-hour', '9', '--ready-hours', '2', '--key', 'k'];
  const child = spawn(process.execPath, [MAIN, ...args, '--mch-id', '5'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const output = createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  await once(output, 'line');
  const ready = JSON.parse(lines[0] ?? '');
  expect(ready).toEqual({ url: expect.any(String), mch_id: 5, key: 'k' });
  const ts = Math.floor(Date.now() / 1000);
  const reply = await post(ready, '/api/all/list', envelope({ mchId: 5, key: 'k' }, {}, ts));
  expect(await reply.json()).toMatchObject({ code: 200 });
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(lines).toHaveLength(1);
});
