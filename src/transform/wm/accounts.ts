/** WM's transfers and balances (wm.txt) as rows. */

import type { Account } from '../../contract/vendor.ts';
import type { WmBalance, WmTransfer } from '../../extract/wm/schemas.ts';
import { amountFromDecimal, amountFromFloat } from '../money.ts';
import { microsFromLocal, microsFromSeconds } from '../time.ts';

/** op_code 121 adds points, 122 deducts; the sign of money stays the vendor's. */
export function wmTransferToRow(transfer: WmTransfer, { settings }: Account) {
  return {
    orderid: transfer.orderid,
    user: transfer.user,
    addtime: microsFromLocal(transfer.addtime, settings.timezone ?? '+08:00', 'addtime'),
    money: amountFromDecimal(transfer.money, 'money'),
    op_code: transfer.op_code,
    subtotal: transfer.subtotal == null ? null : amountFromDecimal(transfer.subtotal, 'subtotal'),
    ordernum: transfer.ordernum ?? null,
  };
}

/** The vendor sends a float; some gateways send it as text. */
export function wmBalanceToRow({ user, asked_at, balance }: WmBalance) {
  return {
    user,
    asked_at: microsFromSeconds(asked_at, 'asked_at'),
    balance:
      typeof balance === 'string'
        ? amountFromDecimal(balance, 'balance')
        : amountFromFloat(balance, 'balance'),
  };
}
