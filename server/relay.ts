import { Audit } from './admission/audit.js';
import { type Door, nameInUrl, openDoor } from './admission/listening.js';
import { linksWithin, mostOpenFiles } from './admission/open-files.js';
import { assemble } from './assembly.js';
import { checkCredentials } from './auth/credential-rules.js';
import { EndedSessions } from './auth/ended-sessions.js';
import { stateKey } from './auth/state-key.js';
import { Metrics } from './metrics.js';
import { DEFAULTS, type RelayOptions } from './options.js';

export interface Listening {
  /** The address of the dashboard. */
  readonly url: string;
  readonly port: number;
  /** With `auth`: what tags in other pages may read with. */
  readonly viewerToken: string | undefined;
}

export interface Relay {
  /** Brings the state back and serves. */
  listen(): Promise<Listening>;
  /** Writes a line into its log. */
  note(line: string): void;
  /** Asks everybody to come back, keeps the state and stops. */
  close(): Promise<void>;
}

/** Makes a relay, which serves after `listen`. Throws if the options break a rule. */
export function createRelay(given: Partial<RelayOptions> & Pick<RelayOptions, 'producerToken' | 'assets'>): Relay {
  const wanted: RelayOptions = { ...DEFAULTS, ...given };
  checkCredentials(wanted);
  const openFiles = mostOpenFiles();
  const options: RelayOptions = { ...wanted, maxConnections: linksWithin(openFiles, wanted.maxConnections) };
  const metrics = new Metrics();
  const audit = new Audit({ report: options.report, format: options.logFormat, metrics });
  const report = (line: string) => audit.note(line);
  const { server, store, log, ingest, sockets, assets, viewerAuth, open } = assemble(options, audit, metrics);
  let door: Door | undefined;
  return {
    async listen() {
      // The port comes first: a relay that cannot have it must not touch the state of the one that has.
      door = await openDoor(server, options, report);
      const { port } = door;
      if (options.trustedProxy.length > 0 && !viewerAuth.isRestricted) report(OPEN_PROXY);
      if (options.maxConnections < wanted.maxConnections) {
        const room = `this process may have ${openFiles} files open, which leaves room for ${options.maxConnections} links`;
        report(`${room} of ${wanted.maxConnections}: raise that limit (ulimit -n; LimitNOFILE= of systemd) for more`);
      }
      assets.prepare();
      try {
        store.epoch = await log.recover(store);
        viewerAuth.open(await stateKey(options.state, report), await EndedSessions.open(options.state, report));
      } catch (error) {
        void door.close();
        throw error;
      }
      sockets.start();
      open();
      return {
        url: `http://${nameInUrl(options.host)}:${port}${options.basePath}/`,
        port,
        viewerToken: viewerAuth.viewerToken,
      };
    },
    note: report,
    async close() {
      const isClosed = door?.close();
      sockets.close();
      const cut = setTimeout(() => {
        sockets.terminate();
        server.closeAllConnections();
      }, CLOSE_WITHIN);
      server.closeIdleConnections();
      await isClosed;
      clearTimeout(cut);
      await ingest.close();
      await log.close();
    },
  };
}

const OPEN_PROXY =
  'a proxy is trusted and nobody is asked for a password: whoever reaches the proxy may look; set STREAMVIZ_AUTH=user:password';
/**
 * Milliseconds that links have to close by themselves: a round trip, and what is on its way to them. Half would cut far
 * viewers, which then try again at once; with twice as much the log has less time until the process ends.
 */
const CLOSE_WITHIN = 2_000;
