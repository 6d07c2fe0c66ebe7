/**
 * The rooms of the page and the relay, and the rooms that each may import from. A room is a folder without its
 * subfolders. Whatever is not in a list is forbidden; so are circles, also those of types alone.
 */
const core = [
  'src/core',
  'src/core/sorted',
  'src/core/totals',
  'src/core/commit',
  'src/core/checks',
  'src/core/search',
  'src/core/export',
];
const runtime = [
  ...core,
  ...['link', 'recording', 'windows', 'lit'].map((room) => `src/runtime/${room}`),
  'src/runtime',
];
const charts = ['src/text', 'src/chart/series', 'src/chart/axes', 'src/chart'];
const element = [
  ...runtime,
  ...charts,
  ...['board', 'look', 'menu', 'panel', 'value'].map((room) => `src/components/${room}`),
];
const elements = ['table', 'metric', 'stat', 'gauge', 'status', 'dashboard'].map((room) => `src/components/${room}`);

const rooms = {
  'src/core': [],
  'src/core/sorted': ['src/core'],
  'src/core/totals': ['src/core', 'src/core/sorted'],
  'src/core/commit': ['src/core'],
  'src/core/checks': ['src/core'],
  'src/core/search': ['src/core'],
  'src/core/export': ['src/core', 'src/core/checks'],

  'src/runtime/link': ['src/core'],
  'src/runtime/mirror': ['src/core', 'src/core/commit', 'src/runtime/link'],
  'src/runtime/recording': [...core, 'src/runtime/link', 'src/runtime/mirror'],
  'src/runtime': ['src/core', 'src/core/sorted', 'src/runtime/link', 'src/runtime/mirror', 'src/runtime/recording'],
  'src/runtime/windows': ['src/core', 'src/core/sorted', 'src/runtime'],
  'src/runtime/lit': ['src/core', 'src/runtime/link', 'src/runtime/recording', 'src/runtime', 'src/runtime/windows'],
  'src/publish': ['src/core', 'src/core/commit', 'src/core/checks', 'src/runtime/link'],

  'src/text': ['src/core'],
  'src/chart/series': ['src/core', 'src/text'],
  'src/chart/axes': ['src/text'],
  'src/chart': ['src/core', 'src/text', 'src/chart/series', 'src/chart/axes'],

  'src/components/look': [],
  'src/components/menu': [...runtime, 'src/text', 'src/components/look'],
  'src/components/board': [...runtime],
  'src/components/panel': [
    ...runtime,
    'src/text',
    ...['board', 'look', 'menu'].map((room) => `src/components/${room}`),
  ],
  'src/components/value': ['src/core', ...charts, 'src/components/look'],
  'src/components/table/cells': ['src/core', 'src/chart', 'src/text'],
  'src/components/table/columns': [...element, 'src/components/table/cells'],
  'src/components/table/focus': [...element, 'src/components/table/cells', 'src/components/table/columns'],
  'src/components/table/following': element,
  'src/components/table': [
    ...element,
    ...['cells', 'columns', 'focus', 'following'].map((room) => `src/components/table/${room}`),
  ],
  'src/components/metric': element,
  'src/components/stat': element,
  'src/components/gauge': element,
  'src/components/status': element,
  'src/components/dashboard/arranging': ['src/core', 'src/components/look'],
  'src/components/dashboard': [...element, 'src/components/dashboard/arranging'],

  'src/define': ['src/core', ...elements],
  src: [
    'src/core',
    'src/runtime',
    'src/components/board',
    'src/components/look',
    'src/components/panel',
    ...elements,
    'src/define',
  ],

  'server/state': [],
  'server/cooperative': ['src/core', 'src/core/sorted'],
  'server/log': ['src/core', 'server/state'],
  'server/store': [...core, 'server/cooperative', 'server/log'],
  'server/admission': [],
  'server/auth': ['server/state', 'server/admission'],
  'server/windows': [...core, 'server/cooperative', 'server/store'],
  'server/views': [...core, 'server/cooperative', 'server/store', 'server/admission', 'server/windows'],
  'server/feed': [...core, 'server/cooperative', 'server/log', 'server/store'],
  'server/export': [...core, 'server/cooperative', 'server/store'],
  'server/http': [
    ...core,
    ...['cooperative', 'log', 'store', 'admission', 'auth', 'views', 'export'].map((room) => `server/${room}`),
  ],
  'server/sockets': [
    ...core,
    ...['cooperative', 'store', 'admission', 'auth', 'views', 'feed', 'http'].map((room) => `server/${room}`),
  ],
  'server/command': ['server/state', 'server/auth'],
};

/** Facts of the whole relay that every room of it may read; they import nothing but each other. */
const relayWide = '^server/(command-options|metrics|options|routes|version)\\.ts$';

/** Packages, and modules of Node, that a room may import. Tests and benches may import what they need. */
const NODE = 'what Node brings';
const packages = {
  'src/core': [],
  'src/runtime': ['partysocket', 'lit'],
  'src/publish': ['partysocket'],
  'src/text': ['d3-'],
  'src/chart': ['d3-', 'lit'],
  'src/components': ['lit', '@lit/', '@lit-labs/', 'd3-', 'tslib'],
  'src/define': ['lit'],
  server: ['ws', 'yazl', NODE],
};

const insideOf = (room) => `^${room}/[^/]+$`;

export default {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Two files that need each other are one, or need a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...Object.entries(rooms).map(([room, below]) => ({
      name: room,
      comment: `${room} may import from ${below.join(', ') || 'no other room'}: see .dependency-cruiser.mjs.`,
      severity: 'error',
      from: { path: insideOf(room) },
      to: {
        path: '^(src|server)/',
        pathNot: [room, ...below].map(insideOf).concat(room.startsWith('server') ? relayWide : []),
      },
    })),
    ...Object.entries(packages).map(([floor, allowed]) => ({
      name: `packages of ${floor}`,
      comment: `${floor} may import ${allowed.join(', ') || 'no package'}.`,
      severity: 'error',
      from: { path: `^${floor}/` },
      to: {
        dependencyTypesNot: ['local', ...(allowed.includes(NODE) ? ['core'] : [])],
        pathNot: allowed.map((name) => `^node_modules/(@types/)?${name}`),
      },
    })),
    {
      name: 'every folder is a room',
      comment: 'A new folder of src or server gets a line in .dependency-cruiser.mjs.',
      severity: 'error',
      from: { path: '^(src|server)/.+/', pathNot: Object.keys(rooms).map(insideOf) },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    parser: 'swc', // TypeScript 7 has no API that others could parse with
    tsPreCompilationDeps: true, // imports of types count
  },
};
