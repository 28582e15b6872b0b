/** Statements that change a session and nothing else. */
import type { Command } from './commands.ts';
import { WireError } from './errors.ts';
import type { Settings } from './settings.ts';
import { type Statement, statementOf } from './statements.ts';

export interface Changed {
  readonly settings: Settings;
  readonly statements: Map<string, Statement | undefined>;
  readonly keepStatement: (name: string, statement: Statement) => void;
  /** Without a name: all. */
  readonly closePortals: (name?: string) => void;
}

/** Does what it says; returns what is told of it. `from`: characters before it. Throws WireError. */
export function change(command: Command, from: number, session: Changed): string {
  const { settings, statements } = session;
  switch (command.kind) {
    case 'set':
      if (command.value.toLowerCase() === 'default') settings.reset(command.name);
      else settings.set(command.name, command.value);
      return 'SET';
    case 'reset':
      settings.reset(command.name);
      if (command.tag === 'DISCARD ALL') statements.clear();
      return command.tag;
    case 'prepare': {
      const { name, query: text, types } = command;
      const statement = statementOf({ text, from });
      if (statement.command.kind !== 'query') {
        throw new WireError('42601', 'what is prepared in SQL is a query');
      }
      session.keepStatement(name, { ...statement, types });
      return 'PREPARE';
    }
    case 'deallocate':
      if (command.name === undefined) statements.clear();
      else statements.delete(command.name);
      return command.name === undefined ? 'DEALLOCATE ALL' : 'DEALLOCATE';
    case 'close':
      session.closePortals(command.name);
      return command.name === undefined ? 'CLOSE CURSOR ALL' : 'CLOSE CURSOR';
    case 'nothing':
      return command.tag;
    default:
      throw new Error(`a ${command.kind} changes no session`);
  }
}
