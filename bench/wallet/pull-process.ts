/** The pull of pull.ts in a process of its own: node pull-process.ts <job> <journal>; ends when it is told. */
import type { Job } from './job.ts';
import { startPull } from './pull.ts';

const [text = '{}', journal = ''] = process.argv.slice(2);
const job = JSON.parse(text) as Job;
if (!job.vendor) throw new Error('there is nothing to pull from');
const pull = await startPull(job, job.vendor, journal);
process.send?.('pulling');
process.once('message', async () => {
  process.send?.(await pull.stop());
  process.disconnect();
});
