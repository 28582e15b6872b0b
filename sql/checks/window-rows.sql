-- A held window whose rows in the store are not what its ledger says: fewer than were stored, more than came, or another number than the vendor's own.
{{window_rows}}
