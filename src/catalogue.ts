/** Every vendor and every stream: read this first. A new report is one line here. */
import { pvBets } from './extract/pv/bets.ts';
import { pv } from './extract/pv/vendor.ts';
import type { AnyStream, Vendor } from './stream.ts';

export const vendors: readonly Vendor[] = [pv];

export const streams: readonly AnyStream[] = [pvBets];
