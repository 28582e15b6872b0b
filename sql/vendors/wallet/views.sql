-- What the ledger's columns mean, beside the table.
comment on table  wallet.ledger               is 'Every movement of the wallet, in order; shipped from its journal exactly once. Entries are never changed.';
comment on column wallet.ledger.seq           is 'Place in the journal: 1, 2, 3, … over all players and currencies, without gaps.';
comment on column wallet.ledger.currency      is 'Currency of the amounts; ids are unique within it.';
comment on column wallet.ledger.id            is 'Transaction id of the game server; a cancel or tombstone carries the cancelled one. Null for transfers.';
comment on column wallet.ledger.kind          is 'bet, win, cancel, tombstone (a cancel that came before its bet), deposit or withdraw.';
comment on column wallet.ledger.player_id     is 'The operator''s player id.';
comment on column wallet.ledger.code          is 'The game session; null for transfers.';
comment on column wallet.ledger.game          is 'The game server''s code of the game.';
comment on column wallet.ledger.round_id      is 'Round as the game server sent it.';
comment on column wallet.ledger.amount        is 'What it moved, in currency units; a bet is negative.';
comment on column wallet.ledger.balance_after is 'The player''s credit in the currency after it.';
comment on column wallet.ledger.flags         is 'What a person should look at, separated by commas: orphan, round-paid, bet-cancelled, round-closed, session-expired, session-closed, player-blocked. Null for ordinary entries.';
comment on column wallet.ledger.received_at   is 'When the request arrived, UTC.';
comment on column wallet.ledger.key           is 'Idempotency key of a transfer.';
comment on column wallet.ledger.round         is 'The round it belongs to: round_id, else the id of the bet that began it.';
comment on column wallet.ledger.hash          is 'SHA-256 over the hash before it and the entry, in hex; sql/queries/prove-ledger.sql computes it again.';

comment on table  wallet.closed_rounds           is 'Rounds that ended without the game server, each with a payout of 0 so far: when their time was over, or by the operator''s hand. Shipped from the journal exactly once; closures are never changed.';
comment on column wallet.closed_rounds.closure   is '1, 2, 3, … over all players and currencies, without gaps.';
comment on column wallet.closed_rounds.currency  is 'Currency of the round.';
comment on column wallet.closed_rounds.round     is 'The round, as in wallet.ledger.';
comment on column wallet.closed_rounds.player_id is 'Whose round it is.';
comment on column wallet.closed_rounds.cause     is 'timed-out (GGR_WALLET_ROUND_TIMEOUT after its newest bet) or closed-by-hand.';
comment on column wallet.closed_rounds.closed_by is 'Who closed it by hand, as far as that was said.';
comment on column wallet.closed_rounds.reason    is 'Why it was closed by hand, as far as that was said.';
comment on column wallet.closed_rounds.after_seq is 'The newest entry of the journal when it was closed: what the round did after it came late.';
comment on column wallet.closed_rounds.closed_at is 'When it was closed, UTC.';
comment on column wallet.closed_rounds.hash      is 'SHA-256 over the hash before it and the closure, in hex; sql/queries/prove-closures.sql computes it again.';

comment on table  wallet.acts            is 'What the operator did to sessions and players of the wallet. Shipped from the journal exactly once; acts are never changed. Of a journal that an older ggr began, what it said at the upgrade.';
comment on column wallet.acts.act        is '1, 2, 3, … without gaps.';
comment on column wallet.acts.kind       is 'session-opened (again, too), session-closed, player-blocked or player-unblocked.';
comment on column wallet.acts.player_id  is 'Whose session, or who.';
comment on column wallet.acts.code       is 'The game session; null of players.';
comment on column wallet.acts.currency   is 'Currency of the session; null of players.';
comment on column wallet.acts.expires_at is 'When the session expires, UTC; null where it does not.';
comment on column wallet.acts.acted_at   is 'When it was done, UTC.';
comment on column wallet.acts.hash       is 'SHA-256 over the hash before it and the act, in hex; sql/queries/prove-acts.sql computes it again.';
