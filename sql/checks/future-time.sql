-- A row whose event time lies more than five minutes after the moment at which the vendor was asked for it.
{{future_times}}
