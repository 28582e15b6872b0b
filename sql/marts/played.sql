-- Who played what in each hour: what is kept where that is sure, and the facts for the rest.
create or replace view sync.played as
{{played}};

comment on view sync.played is 'Who played what in each hour: sync.kept_players with every dirty hour read from the facts. All figures are added up from it.';
{{played_comments}}
