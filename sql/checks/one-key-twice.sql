-- A key of the vendor that stands more than once in its table: bets that would count twice.
{{doubled_keys}}
