/** The process that answers other people's SQL, started by `ggr serve`: over snapshots, in processes of its own. */
import { resolve } from 'node:path';
import { catalogue } from '../../catalogue.ts';
import { loadConfig } from '../../config/config.ts';
import { Place } from '../../read/publish/place.ts';
import { makeHold } from '../../serve/hold-snapshot.ts';
import { openLog } from '../../serve/log.ts';
import { runPart } from '../../serve/part-process.ts';
import { postgresSettings } from '../../serve/postgres-settings.ts';
import { openReadersPart } from '../../serve/readers-part.ts';
import { keepTokens } from '../../serve/token.ts';

const config = loadConfig(catalogue.vendors, catalogue);
const log = openLog(config.serve.logLevel).child({ part: 'readers' });

await runPart(({ socket }) => {
  const { readerMemory: memory, publishDir, warehouse } = config;
  // a reader's own root is built of what is there: the folder of the snapshots comes before the first of them
  const { dir } = new Place(publishDir);
  const pool = { memory, reach: [dir], home: resolve(`${warehouse}.readers`) };
  const postgres = postgresSettings(config, keepTokens(config).sql);
  return openReadersPart(
    { pool, hold: makeHold(config), log, ...(postgres && { postgres }) },
    socket,
  );
});
