/** The program: every command, in the order of the help. */
import { Command } from 'commander';
import { VERSION } from '../config/version.ts';
import { addBackfill } from './commands/backfill.ts';
import { addBackup } from './commands/backup.ts';
import { addCheck } from './commands/check.ts';
import { addConfig } from './commands/config.ts';
import { addDemo } from './commands/demo.ts';
import { addDetail } from './commands/detail.ts';
import { addDoctor } from './commands/doctor.ts';
import { addExplain } from './commands/explain.ts';
import { addFx } from './commands/fx.ts';
import { addGaps } from './commands/gaps.ts';
import { addLookup } from './commands/lookup.ts';
import { addPublish } from './commands/publish.ts';
import { addQuery } from './commands/query.ts';
import { addReconcile } from './commands/reconcile.ts';
import { addRejects } from './commands/rejects.ts';
import { addServe } from './commands/serve.ts';
import { addStatus } from './commands/status.ts';
import { addSync } from './commands/sync.ts';
import { addWallet } from './commands/wallet.ts';
import { helpDocument } from './help.ts';
import type { AddCommand, CommandLine } from './session/command-line.ts';
import { toDocument } from './session/terminal.ts';

const COMMANDS: readonly AddCommand[] = [
  addDemo,
  addSync,
  addBackfill,
  addServe,
  addStatus,
  addGaps,
  addReconcile,
  addRejects,
  addCheck,
  addPublish,
  addQuery,
  addExplain,
  addDetail,
  addLookup,
  addDoctor,
  addFx,
  addWallet,
  addBackup,
  addConfig,
];

/** `isJson`: help and version are documents too. */
export function makeProgram(line: CommandLine, isJson: boolean): Command {
  const ggr = new Command('ggr')
    .description('The GGR warehouse an online-casino operator can trust.')
    .version(isJson ? toDocument({ version: VERSION }) : VERSION)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true, ...(isJson && { formatHelp: helpDocument }) });
  for (const add of COMMANDS) add(ggr, line);
  return ggr;
}

/** The program, its commands and theirs. */
export function allCommands(program: Command): Command[] {
  return [program, ...program.commands, ...program.commands.flatMap((c) => c.commands)];
}
