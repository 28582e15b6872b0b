-- Replays of the quarantine: their rows have the time of the read that refused them, and came when the replay was begun.
(select run_id as replay_id, started_at as replayed_at from sync.runs where command = 'rejects replay')
