-- How many bets there are to keep sums of.
select {{rows}} as rows
