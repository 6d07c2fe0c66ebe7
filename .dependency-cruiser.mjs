/**
 * The rooms of the page and the relay, and the rooms that each may import from. A room is a folder without its
 * subfolders. Whatever is not in a list is forbidden; so are circles, also those of types alone.
 */
const rooms = {
  'src/core': [],
  'src/core/checks': ['src/core'],

  'src/runtime/link': ['src/core'],
  'src/runtime/mirror': ['src/core'],
  'src/runtime/recording': ['src/runtime/mirror', 'src/runtime/link', 'src/core/checks', 'src/core'],
  'src/runtime': ['src/runtime/recording', 'src/runtime/mirror', 'src/runtime/link', 'src/core'],
  'src/runtime/lit': ['src/runtime', 'src/runtime/recording', 'src/runtime/link', 'src/core'],
  'src/publish': ['src/runtime/link', 'src/core'],

  'src/text': ['src/core'],
  'src/chart/series': ['src/text', 'src/core'],
  'src/chart': ['src/chart/series', 'src/text', 'src/core'],

  'src/components/look': [],
  'src/components/menu': ['src/components/look', 'src/text', ...runtime()],
  'src/components/panel': ['src/components/menu', 'src/components/look', 'src/text', ...runtime()],
  'src/components/value': ['src/components/look', 'src/chart', 'src/chart/series', 'src/text', 'src/core'],
  'src/components/table': element(),
  'src/components/metric': element(),
  'src/components/stat': element(),
  'src/components/gauge': element(),
  'src/components/status': element(),
  'src/components/dashboard/arranging': ['src/components/look', 'src/core'],
  'src/components/dashboard': [...element(), 'src/components/dashboard/arranging'],

  'src/define': ['src/core', ...elements()],
  src: ['src/define', 'src/components/panel', 'src/components/look', ...elements(), 'src/runtime', 'src/core'],

  'server/state': [],
  'server/cooperative': ['src/core'],
  'server/log': ['server/state', 'src/core'],
  'server/store': ['server/log', 'server/cooperative', 'src/core/checks', 'src/core'],
  'server/admission': [],
  'server/auth': ['server/admission', 'server/state'],
  'server/views': ['server/store', 'server/admission', 'src/core/checks', 'src/core'],
  'server/feed': ['server/views', 'server/store', 'server/log', 'server/cooperative', 'src/core/checks', 'src/core'],
  'server/export': ['server/store', 'server/cooperative', 'src/core/checks', 'src/core'],
  'server/http': [
    'server/export',
    'server/cooperative',
    'server/views',
    'server/auth',
    'server/admission',
    'server/store',
    'server/log',
    'src/core/checks',
    'src/core',
  ],
  'server/sockets': [
    'server/http',
    'server/feed',
    'server/views',
    'server/auth',
    'server/store',
    'server/admission',
    'server/cooperative',
    'src/core/checks',
    'src/core',
  ],
  'server/command': ['server/auth', 'server/state'],
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
  'src/components': ['lit', '@lit/', '@lit-labs/', 'd3-', 'modern-screenshot', 'tslib'],
  'src/define': ['lit'],
  server: ['ws', 'yazl', NODE],
};

function runtime() {
  return ['src/runtime/lit', 'src/runtime/recording', 'src/runtime/link', 'src/runtime', 'src/core'];
}

function element() {
  const parts = ['value', 'panel', 'menu', 'look'].map((room) => `src/components/${room}`);
  return [...parts, 'src/chart', 'src/chart/series', 'src/text', ...runtime()];
}

function elements() {
  return ['table', 'metric', 'stat', 'gauge', 'status', 'dashboard'].map((room) => `src/components/${room}`);
}

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
