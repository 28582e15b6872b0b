/** One process of the memory bench: fills a ledger, or opens it and plans or tells its status. */
import { streams } from '../../src/catalogue.ts';
import { count } from '../../src/load/database.ts';
import { planSyncs } from '../../src/sync/plan-sync.ts';
import { readStatus } from '../../src/sync/status.ts';
import { openFilled, openLedger, type Size } from './plans.ts';

const [what = '', text = '{}'] = process.argv.slice(2);
const size = JSON.parse(text) as Size;

if (what === 'fill') {
  const { warehouse } = await openFilled(size);
  const { rows } = await warehouse.db.one('select count(*) as rows from sync.windows');
  await warehouse.close();
  process.stdout.write(`${count(rows)}`);
} else {
  const { warehouse, config, selected, now } = await openLedger(size);
  const begin = performance.now();
  if (what === 'plan') {
    const jobs = await planSyncs(selected, {
      warehouse,
      now,
      note() {},
      syncStart: config.syncStart,
    });
    if (jobs.length !== selected.length) throw new Error('a stream was not planned');
  } else {
    await readStatus({ ...config, streams, now: now() }, warehouse.db, false);
  }
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  await warehouse.close();
  process.stdout.write(`${Math.round(process.resourceUsage().maxRSS / 1024)} MB, ${seconds} s`);
}
