/** A path that the relay answers. */
export interface Route {
  readonly name: string;
  /** Matches the path below the base path, without the leading slash. */
  readonly path: RegExp;
  /** A path that matches. */
  readonly example: string;
  readonly methods: readonly ('GET' | 'HEAD' | 'POST' | 'upgrade')[];
  /** The credentials it asks for; `person`: a session or the password, not the token. `nothing` has a reason. */
  readonly needs: 'viewer' | 'person' | 'producer' | 'nothing';
}

const READ = ['GET', 'HEAD'] as const;

/** All of them, in the order in which they are looked up: what is not here is not served. */
export const ROUTES = [
  { name: 'page', path: /^$/, example: '', methods: READ, needs: 'viewer' },
  { name: 'config', path: /^config\.json$/, example: 'config.json', methods: READ, needs: 'viewer' },
  {
    name: 'export',
    path: /^export\/(?<widget>[^/]+)\.(?<format>csv|json|ndjson)$/,
    example: 'export/orders.csv',
    methods: READ,
    needs: 'viewer',
  },
  {
    name: 'lines',
    path: /^live\/(?<widget>[^/]+)\.ndjson$/,
    example: 'live/orders.ndjson',
    methods: READ,
    needs: 'viewer',
  },
  { name: 'zip', path: /^export\.zip$/, example: 'export.zip', methods: READ, needs: 'viewer' },
  { name: 'metrics', path: /^metrics$/, example: 'metrics', methods: READ, needs: 'viewer' },
  { name: 'live', path: /^live$/, example: 'live', methods: ['upgrade'], needs: 'viewer' },
  { name: 'feed', path: /^feed$/, example: 'feed', methods: ['upgrade'], needs: 'producer' },
  // A probe has no password. The answer is how the relay is and, for a page, why it is refused; never what is shown.
  { name: 'health', path: /^healthz$/, example: 'healthz', methods: READ, needs: 'nothing' },
  // Here people get their credentials. It shows nothing of the dashboard, not even its title.
  { name: 'login', path: /^login$/, example: 'login', methods: [...READ, 'POST'], needs: 'nothing' },
  { name: 'logout', path: /^logout$/, example: 'logout', methods: ['POST'], needs: 'nothing' },
  { name: 'logoutAll', path: /^logout-all$/, example: 'logout-all', methods: ['POST'], needs: 'person' },
  // The program is the same for everyone and public; browsers load modules and style sheets without credentials.
  {
    name: 'asset',
    path: /^(?:streamviz[\w-]*\.js|assets\/[\w-]+\.[\w-]{16}\.css)$/,
    example: 'streamviz.js',
    methods: READ,
    needs: 'nothing',
  },
] as const satisfies readonly Route[];

export type RouteName = (typeof ROUTES)[number]['name'];

/** The route of a path, and the named parts of the path. */
export function routeOf(path: string): { route: (typeof ROUTES)[number]; parts: Record<string, string> } | undefined {
  for (const route of ROUTES) {
    const found = route.path.exec(path);
    if (found !== null) return { route, parts: { ...found.groups } };
  }
  return undefined;
}
