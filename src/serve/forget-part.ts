/** Forgets every night what GGR_KEEP_MONTHS lets go: a part of the daemon, where there is a cluster that has it. */
import { VERSION } from '../config/version.ts';
import { withHint } from '../contract/errors.ts';
import type { Catalogue } from '../contract/stream.ts';
import { runForget } from '../load/clickhouse/run-forget.ts';
import { verifyForgotten } from '../load/clickhouse/verify-forgotten.ts';
import { isDue } from '../load/forget-rule.ts';
import type { Warehouse } from '../load/warehouse.ts';
import { utcCron } from '../schedules/cron.ts';
import { counted } from '../transform/text.ts';
import type { Log } from './log.ts';
import type { DaemonPart } from './part.ts';
import { TimedWork } from './timed-work.ts';

/** In UTC, when totals were compared and the store was checked. */
const FORGETS_AT = '45 4 * * *';

export interface ForgetPartOptions {
  readonly url: string;
  readonly node: string;
  readonly keepMonths: number;
  readonly catalogue: Catalogue;
  readonly log: Log;
  readonly now: () => number;
}

interface KeptMonth {
  readonly account: string;
  readonly month: string;
  readonly why: string;
}

export class ForgetPart implements DaemonPart {
  readonly name = 'forget';
  readonly #options: ForgetPartOptions;
  readonly #work = new TimedWork();
  #warehouse: Warehouse | undefined;
  #kept: readonly KeptMonth[] = [];
  #fault: string | undefined;

  constructor(options: ForgetPartOptions) {
    this.#options = options;
  }

  async listen(warehouse: Warehouse): Promise<void> {
    this.#warehouse = warehouse;
    this.#work.start({ cron: utcCron, at: FORGETS_AT }, () => this.#forget());
  }

  reopened(warehouse: Warehouse): void {
    this.#warehouse = warehouse;
  }

  /** Months that should have gone, and what was lost. */
  trouble(): string | undefined {
    if (this.#fault !== undefined) return this.#fault;
    const [first] = this.#kept;
    if (!first) return undefined;
    const more =
      this.#kept.length > 1 ? ` (and ${this.#kept.length - 1} more: \`ggr forget\`)` : '';
    return `${first.month} of ${first.account} is kept past GGR_KEEP_MONTHS: ${first.why}${more}`;
  }

  status(): object {
    return { keep_months: this.#options.keepMonths, kept: this.#kept, error: this.#fault ?? null };
  }

  stop(): Promise<void> {
    return this.#work.stop();
  }

  async #forget(): Promise<void> {
    const { log, ...options } = this.#options;
    const warehouse = this.#warehouse;
    if (!warehouse) return;
    const { signal } = this.#work;
    try {
      const wrong = await verifyForgotten({ ...options, warehouse });
      const fates = await runForget({
        ...{ ...options, warehouse, signal },
        ...{ isApplied: true, version: VERSION },
      });
      const gone = fates.filter(({ why }) => why === undefined);
      this.#kept = fates.flatMap(({ month, why }) =>
        why === undefined || !isDue(month, options.now())
          ? []
          : [{ account: month.account, month: month.month, why }],
      );
      if (gone.length > 0)
        log.info(
          { months: gone.length, kept: this.#kept.length },
          'forgot months that ClickHouse has',
        );
      const [first] = wrong;
      this.#fault =
        first === undefined
          ? undefined
          : `${counted(wrong.length, 'forgotten month')} not right in ClickHouse: ${first}; restore it there, or \`ggr remember … --anew\``;
      if (first !== undefined) log.error({ wrong }, 'forgotten months are not right in ClickHouse');
    } catch (error) {
      if (signal.aborted) return;
      this.#fault = `nothing is forgotten: ${error instanceof Error ? withHint(error) : String(error)}`;
      log.error({ error: this.#fault }, 'nothing is forgotten');
    }
  }
}
