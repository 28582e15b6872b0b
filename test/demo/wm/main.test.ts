import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';

test('as a process the vendor says where it is in one line and ends on SIGTERM', async () => {
  const main = new URL('../../../src/demo/wm/main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [main, '--interval-ms', '5']);
  const [line] = await once(child.stdout, 'data');
  const { url, vendor_id, signature } = JSON.parse(String(line));
  const query = new URLSearchParams({ cmd: 'Hello', vendorId: vendor_id, signature });
  const response = await fetch(`${url}?${query}`, { method: 'POST' });
  expect(await response.json()).toMatchObject({ result: 'HELLO' });
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
