/** The process that answers other people's SQL, started by `ggr serve`: over snapshots, in processes of its own. */
import { resolve } from 'node:path';
import { catalogue } from '../../catalogue.ts';
import { loadConfig } from '../../config/config.ts';
import { makeHold } from '../../serve/hold-snapshot.ts';
import { openLog } from '../../serve/log.ts';
import { runPart } from '../../serve/part-process.ts';
import { openReadersPart } from '../../serve/readers-part.ts';

const config = loadConfig(catalogue.vendors, catalogue);
const log = openLog(config.serve.logLevel).child({ part: 'readers' });
const { readerMemory: memory, publishDir, warehouse } = config;
const pool = { memory, reach: [resolve(publishDir)], home: resolve(`${warehouse}.readers`) };

await runPart(({ socket }) => openReadersPart({ pool, hold: makeHold(config), log }, socket));
