/** The program: every command, in the order of the help. */
import { programOf } from './base-program.ts';
import { addBackfill } from './commands/backfill.ts';
import { addBackup } from './commands/backup.ts';
import { addCheck } from './commands/check.ts';
import { addCompletion } from './commands/completion.ts';
import { addConfig } from './commands/config.ts';
import { addDemo } from './commands/demo.ts';
import { addDetail } from './commands/detail.ts';
import { addDocs } from './commands/docs.ts';
import { addDoctor } from './commands/doctor.ts';
import { addExamples } from './commands/examples.ts';
import { addExplain } from './commands/explain.ts';
import { addForget, addRemember } from './commands/forget.ts';
import { addFx } from './commands/fx.ts';
import { addGaps } from './commands/gaps.ts';
import { addInit } from './commands/init.ts';
import { addLookup } from './commands/lookup.ts';
import { addPublish } from './commands/publish.ts';
import { addQuery } from './commands/query.ts';
import { addReconcile } from './commands/reconcile.ts';
import { addRejects } from './commands/rejects.ts';
import { addSchedule } from './commands/schedule.ts';
import { addServe } from './commands/serve.ts';
import { addStatus } from './commands/status.ts';
import { addSync } from './commands/sync.ts';
import { addWallet } from './commands/wallet.ts';
import type { AddCommand } from './session/command-line.ts';

const COMMANDS: readonly AddCommand[] = [
  addDemo,
  addInit,
  addSync,
  addBackfill,
  addServe,
  addStatus,
  addSchedule,
  addGaps,
  addReconcile,
  addRejects,
  addCheck,
  addPublish,
  addQuery,
  addExamples,
  addExplain,
  addDetail,
  addLookup,
  addDoctor,
  addDocs,
  addFx,
  addForget,
  addRemember,
  addWallet,
  addBackup,
  addConfig,
  addCompletion,
];

export const makeProgram = programOf(COMMANDS);
