-- ggr_rows.plain_bets: Every bet of every source in one shape, without what other reports know of it: sums read this.
{{vendors}}
