/** `ggr demo`: placeholder until the vendor lands. */
import type { ExitCode } from '../errors.ts';
import type { Session } from './session.ts';
export async function demo(_s: Session, _o: { once: boolean }): Promise<ExitCode> {
  return 0;
}
