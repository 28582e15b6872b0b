-- How many rows the tables without chains, and closures, have, and how many their second indexes hold; at one moment.
select (select count(*) from players),    (select count(*) from players  indexed by players_again),
       (select count(*) from sessions),   (select count(*) from sessions indexed by sessions_again),
       (select count(*) from balances),   (select count(*) from balances indexed by balances_again),
       (select count(*) from waiting),    (select count(*) from waiting  indexed by waiting_since),
       (select count(*) from closures not indexed), (select count(*) from closures indexed by one_closure),
       (select count(*) from closures not indexed where cause = 'closed-by-hand'),
       (select count(*) from closures indexed by by_hand where cause = 'closed-by-hand')
