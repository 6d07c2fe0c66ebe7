import type { IncomingMessage } from 'node:http';
import { FEED_SUBPROTOCOL, VIEWER_SUBPROTOCOL } from '../../src/core/messages.js';
import type { ClientAddresses } from '../admission/client-address.js';
import { noRoom, type Refusal, tooManyHeaders } from '../admission/refusal.js';
import type { Slots } from '../admission/slots.js';
import { subprotocolsOf } from '../auth/credentials.js';
import type { OriginPolicy } from '../auth/origin-policy.js';
import type { ProducerAuth } from '../auth/producer-auth.js';
import type { ViewerAuth } from '../auth/viewer-auth.js';
import { pathBelow } from '../http/exchange.js';
import type { RelayOptions } from '../options.js';
import { type RouteName, routeOf } from '../routes.js';

export interface UpgradeCheckOptions {
  readonly originPolicy: OriginPolicy;
  readonly producerAuth: ProducerAuth;
  readonly viewerAuth: ViewerAuth;
  readonly addresses: ClientAddresses;
  /** Those of links, and of whatever else is followed for as long as somebody likes. */
  readonly slots: Slots;
  readonly options: RelayOptions;
}

/** The route of an upgrade, if there is one. */
export function routeOfUpgrade(request: IncomingMessage, basePath: string): RouteName | undefined {
  return routeOf(pathBelow(pathOf(request), basePath) ?? '')?.route.name;
}

/** Refuses an upgrade that may not become a link. Credentials come first: nobody else learns which paths there are. */
export function checkUpgrade(
  request: IncomingMessage,
  route: RouteName | undefined,
  checks: UpgradeCheckOptions,
): Refusal | undefined {
  const { originPolicy, producerAuth, viewerAuth, addresses, slots, options } = checks;
  return (
    tooManyHeaders(request) ??
    originPolicy.checkHost(request) ??
    originPolicy.checkOrigin(request) ??
    (route === 'feed' ? producerAuth.check(request) : viewerAuth.check(request)) ??
    checkDialect(request, route) ??
    noRoom('links', slots, addresses.clientOf(request), options)
  );
}

function checkDialect(request: IncomingMessage, route: RouteName | undefined): Refusal | undefined {
  if (route !== 'feed' && route !== 'live') {
    const fix = 'viewers connect to /live, producers to /feed';
    return { status: 404, reason: 'path', message: `there is no ${pathOf(request)}; ${fix}` };
  }
  const spoken = route === 'feed' ? FEED_SUBPROTOCOL : VIEWER_SUBPROTOCOL;
  const { offered } = subprotocolsOf(request);
  if (isPlain(request) || offered.includes(spoken)) return undefined;
  const rule = `/${route} speaks the subprotocol "${spoken}", or plain messages if none is offered`;
  return { status: 400, reason: 'subprotocol', message: `${rule}; not ${offered.join(', ') || 'a token alone'}` };
}

/** Whether the other side speaks the plain dialect, which has no subprotocol. */
export function isPlain({ headers }: IncomingMessage): boolean {
  return headers['sec-websocket-protocol'] === undefined;
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0] as string;
}
