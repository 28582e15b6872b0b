import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { post } from './pop-fetch.ts';

test('as a process the vendor says where it is in one line and ends on SIGTERM', async () => {
  const main = new URL('../../../src/demo/pop/main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [main, '--app-id', 'op1', '--app-secret', 's']);
  const [line] = await once(child.stdout, 'data');
  const ready = JSON.parse(String(line));
  expect(ready).toEqual({ url: expect.any(String), app_id: 'op1', app_secret: 's' });
  const vendor = { url: ready.url, appId: 'op1', appSecret: 's' };
  const reply = await post(vendor, '/api/v1/record/betlist', { StartID: '', Count: 5000 });
  expect(await reply.json()).toMatchObject({ code: 0 });
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
