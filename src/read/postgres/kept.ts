/** How much of statements and portals one connection may keep. */
import { WireError } from './errors.ts';

/** Of its kind one client may have so many, and so long are all their texts together. */
const MOST_KEPT = 1000;
const MOST_CHARACTERS = 16 * 1024 * 1024;

/** Throws WireError where a client keeps too much: the sizes in characters, with that of the one to come. */
export function refuseMore(sizes: readonly number[]): void {
  const all = sizes.reduce((sum, size) => sum + size, 0);
  if (sizes.length <= MOST_KEPT && all <= MOST_CHARACTERS) return;
  const most = `${MOST_KEPT}, or ${MOST_CHARACTERS} characters of them,`;
  throw new WireError('53000', `more than ${most} are kept open by one connection`, {
    hint: 'close those that are not needed',
  });
}
