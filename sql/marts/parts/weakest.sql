-- The weakest of several proofs.
['differs', 'unproven', 'checked', 'verified'][min(list_position(['differs', 'unproven', 'checked', 'verified'], proof))]
