-- Sessions after one, in order, and whether each row proves itself: by its checksum, the second index and its newest act.
select code,
       check_sum is row_sum(code, player_id, currency, opened_at, expires_at, closed_at, act)
       and exists (select 1 from sessions as again indexed by sessions_again where again.code = sessions.code)
       and exists (select 1
                     from acts
                    where acts.number = sessions.act
                      and acts.code = sessions.code
                      and acts.player_id = sessions.player_id
                      and acts.currency = sessions.currency
                      and acts.expires_at is sessions.expires_at
                      and acts.kind = iif(sessions.closed_at is null, 'session-opened', 'session-closed')
                      and coalesce(sessions.closed_at, acts.acted_at) = acts.acted_at) as is_proved
  from sessions
 where code > ?
 order by code
 limit ?
