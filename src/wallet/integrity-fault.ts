/** What may be wrong with a journal, said without naming a player. */
export type FaultCode =
  | 'entries-missing'
  | 'chain-broken'
  | 'mark-missing'
  | 'mark-unreadable'
  | 'balance-differs'
  | 'index-differs'
  | 'row-differs'
  | 'warehouse-behind'
  | 'warehouse-unheard'
  | 'journal-unusable';

export interface IntegrityFault {
  readonly code: FaultCode;
  readonly message: string;
}
