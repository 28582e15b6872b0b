/** Words around numbers. */

/** "1 window", "2 windows". */
export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
