/** The process of the wallet, started by `ggr serve`. It must never load DuckDB. */
import { catalogue } from '../../catalogue.ts';
import { loadConfig } from '../../config/config.ts';
import { openLog } from '../../serve/log.ts';
import { runPart } from '../../serve/part-process.ts';
import { openWalletPart } from '../../serve/wallet-process.ts';

const config = loadConfig(catalogue.vendors, catalogue);
const log = openLog(config.serve.logLevel).child({ part: 'wallet' });

await runPart((start, process) => openWalletPart({ config, log, now: Date.now }, start, process));
