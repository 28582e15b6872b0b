/** The process that owns the store, started by `ggr serve`: syncs, ships, runs commands and SQL. */
import { catalogue } from '../../catalogue.ts';
import { loadConfig } from '../../config/config.ts';
import { openLog } from '../../serve/log.ts';
import { runPart } from '../../serve/part-process.ts';
import { openWarehousePart } from '../../serve/warehouse-process.ts';
import { makeProgram } from '../program.ts';
import { runLine } from '../run-line.ts';
import { userName } from '../session/open-session.ts';

const config = loadConfig(catalogue.vendors, catalogue);
const log = openLog(config.serve.logLevel).child({ part: 'warehouse' });

await runPart((start, process) =>
  openWarehousePart(
    {
      session: { config, catalogue, now: Date.now, user: userName() },
      log,
      runCommand: (args, session) =>
        runLine({
          catalogue,
          args,
          terminal: session.terminal,
          open: () => session,
          program: makeProgram,
        }),
    },
    start,
    process,
  ),
);
