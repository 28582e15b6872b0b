/** Two lines of each command as somebody types them; --help ends with them, and so does the manual. */

/** By the command's name; a group of commands has those of its parts. */
export const HELP_EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  demo: ['ggr demo', 'ggr demo --once'],
  init: ['ggr init', 'ggr init && ggr doctor'],
  sync: ['ggr sync', 'ggr sync pv.bets --account pv-manila --quiet'],
  backfill: [
    'ggr backfill wm --from 2026-11-01 --to 2026-11-08 --dry-run',
    'ggr backfill pv --stream pv.bets --from 2026-11-01T00:00:00Z --to 2026-11-01T06:00:00Z --only all --yes',
  ],
  serve: ['ggr serve', 'ggr serve warehouse readers'],
  schedule: ['ggr schedule', 'ggr schedule --json'],
  status: ['ggr status', 'ggr status --json'],
  gaps: ['ggr gaps', 'ggr gaps --json'],
  'reconcile compare': [
    'ggr reconcile pv --from 2026-11-01 --to 2026-12-01',
    'ggr reconcile pv.bets --from 2026-11-01 --to 2026-11-02 --hours --repair',
  ],
  'reconcile waive': [
    'ggr reconcile waive pv.bets --from 2026-11-01 --to 2026-11-02 --reason "their ticket 4711"',
    'ggr reconcile waive pv --from 2026-11-01 --to 2026-11-02 --reason "asked them" --until 2026-12-01',
  ],
  'rejects list': ['ggr rejects', 'ggr rejects list --raw --json'],
  'rejects accept': [
    'ggr rejects accept pv.bets --reason "test bets of their own"',
    'ggr rejects accept 6f1c2a --reason "no money moved"',
  ],
  'rejects pages': ['ggr rejects pages', 'ggr rejects pages --json'],
  'rejects page': ['ggr rejects page 1', 'ggr rejects page 1 --json'],
  'rejects replay': ['ggr rejects replay', 'ggr rejects replay wm.bets'],
  check: ['ggr check', 'ggr check --json'],
  publish: ['ggr publish', 'ggr publish --whole'],
  query: [
    'ggr query "select gaming_day, source, ggr from ggr.daily order by all"',
    "ggr query 'select count(*) from ggr.bets where gaming_day = $day' --param day=2026-11-01 --format csv",
  ],
  'examples list': ['ggr examples', 'ggr examples --json'],
  'examples show': ['ggr examples show top-games', 'ggr examples show whales > whales.sql'],
  'examples run': [
    'ggr examples run top-games',
    'ggr examples run believed-on-a-date --param instant=2026-11-01 --format csv --out then.csv',
  ],
  explain: [
    'ggr explain pv 0c2f4e7a-2f10-11f0-8de9-0242ac120002',
    'ggr explain wm 496113240 --json',
  ],
  detail: ['ggr detail pv 1019 1019-0-442-1795568423-0', 'ggr detail pv 1019 1019-0-442 --json'],
  lookup: ['ggr lookup pop balance player1', 'ggr lookup pop balance player1 --json'],
  doctor: ['ggr doctor', 'ggr doctor --json'],
  docs: ['ggr docs', 'ggr docs operations'],
  forget: ['ggr forget', 'ggr forget --apply'],
  remember: ['ggr remember pv 2026-03', 'ggr remember pv 2026-03 --anew'],
  'fx import': ['ggr fx import rates.csv', 'ggr fx import rates.csv --json'],
  'fx list': ['ggr fx list', 'ggr fx list --json'],
  'wallet open-session': [
    'ggr wallet open-session s_8f3 player1 EUR',
    'ggr wallet open-session s_8f3 player1 EUR --expires 2026-12-01T00:00:00Z',
  ],
  'wallet close-session': [
    'ggr wallet close-session s_8f3',
    'ggr wallet close-session s_8f3 --json',
  ],
  'wallet deposit': [
    'ggr wallet deposit player1 EUR 1250',
    'ggr wallet deposit player1 EUR 1250 --key payment-4711',
  ],
  'wallet withdraw': [
    'ggr wallet withdraw player1 EUR 1250',
    'ggr wallet withdraw player1 EUR 1250 --key payout-4711',
  ],
  'wallet block': ['ggr wallet block player1', 'ggr wallet block player1 --json'],
  'wallet unblock': ['ggr wallet unblock player1', 'ggr wallet unblock player1 --json'],
  'wallet balance': ['ggr wallet balance player1', 'ggr wallet balance player1 --json'],
  'wallet close-round': [
    'ggr wallet close-round EUR 4711 --reason "the game crashed"',
    'ggr wallet close-round EUR 4711 --player player1 --by anna',
  ],
  'wallet verify': ['ggr wallet verify', 'ggr wallet verify --json'],
  'wallet restore': ['ggr wallet restore', 'ggr wallet restore --accept-loss'],
  backup: ['ggr backup', 'ggr backup --to /mnt/backups --keep 30'],
  restore: [
    'ggr restore --from /mnt/backups/2026-11-28',
    'ggr restore --from /mnt/backups/2026-11-28 --json',
  ],
  config: ['ggr config', 'ggr config --json'],
  completion: [
    'ggr completion bash > /etc/bash_completion.d/ggr',
    'ggr completion fish > ~/.config/fish/completions/ggr.fish',
  ],
};
