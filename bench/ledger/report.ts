/** One table of the ledger's bench. */
export interface Figure {
  readonly what: string;
  readonly value: string;
}

export function report(title: string, figures: readonly Figure[]): void {
  const lines = figures.map(({ what, value }) => `| ${what} | ${value} |`);
  process.stdout.write(`\n| ${title} | |\n|---|---:|\n${lines.join('\n')}\n`);
}

/** CPU of this process, all its threads, in ms. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
