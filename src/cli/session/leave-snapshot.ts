/** What a command that pulled without a daemon leaves for those who read while the next one pulls. */
import { existsSync } from 'node:fs';
import { keepAfterPull } from '../../load/keep.ts';
import type { Warehouse } from '../../load/warehouse.ts';
import { publish } from '../../read/publish.ts';
import type { Session } from '../../serve/session.ts';

/**
 * A snapshot where somebody reads snapshots: `ggr publish`, a daemon, or a query that found the store taken made the
 * folder. An operator who has none of them is spared a second copy of the data, and reads the store's own sums. What was pulled is pulled: that no
 * snapshot could be made is said, and is no failure of the pull.
 */
export async function leaveSnapshot(
  { config, catalogue, now, terminal }: Session,
  warehouse: Warehouse,
): Promise<void> {
  const told = (text: string) => terminal.note(text);
  if (!existsSync(config.publishDir)) return keepAfterPull(warehouse, { catalogue, told });
  try {
    await publish(warehouse, { dir: config.publishDir, catalogue, now, merges: true, told });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    terminal.note(`no snapshot was made for readers: ${reason}; \`ggr publish\` tries again`);
  }
}
