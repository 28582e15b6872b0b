-- ggr_rows.unkept_bets: Bets of accounts whose sums are not whole here; mostly none. They are left out where they are read: by
-- a filter around the view ClickHouse read all bets, with FINAL, to throw them away.
{{unkept}}
