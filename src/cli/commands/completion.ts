/** `ggr completion <shell>`: what a shell needs to complete ggr's commands and options, made from the program itself. */
import { Argument, type Command } from 'commander';
import { EXIT } from '../../contract/errors.ts';
import { completionScript, SHELLS } from '../help/completion.ts';
import type { AddCommand } from '../session/command-line.ts';

export const addCompletion: AddCommand = (ggr: Command, { runHere }) => {
  ggr
    .command('completion')
    .description('a script by which a shell completes commands, options and streams')
    .addArgument(new Argument('<shell>', 'which one').choices(SHELLS))
    .action((shell: (typeof SHELLS)[number]) =>
      runHere(({ terminal, catalogue }) => {
        terminal.out(completionScript(shell, ggr, catalogue));
        return EXIT.done;
      }),
    );
};
