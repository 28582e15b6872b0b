-- ggr_rows.unkept_bets: Bets of accounts whose sums are not whole here; mostly none.
select *
  from ggr_rows.plain_bets as b
 where b.account not in {{kept}}
   and (b.source <> 'wallet' or {{wallet_is_kept}} = 0)
