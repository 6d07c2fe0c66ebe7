import { liveUrl } from './relay-url.js';

/** Why a connection did not come about, and a sentence that names the fix. */
export interface Diagnosis {
  /** A person has to mend it: the relay is there but does not take this page, or the browser forbids it. */
  readonly refused: boolean;
  readonly problem: string;
  /** The relay takes credentials, and these are none, or no longer. */
  readonly unauthorized?: boolean | undefined;
}

/**
 * Browsers hide from a page why its WebSocket was not accepted. Whether they forbid it follows from the two addresses,
 * the page's policy and the permissions; whether the relay refuses it, the relay answers itself, where everyone may ask.
 * Rejects if no relay answers there.
 */
export async function diagnose(relay: string, headers: HeadersInit = {}): Promise<Diagnosis> {
  const page = globalThis.location;
  const url = new URL(relay);
  const problem =
    page === undefined
      ? undefined
      : (mixedContent(url, page) ?? (await contentPolicy(relay, page)) ?? (await localNetwork(url, page)));
  if (problem !== undefined) return { refused: true, problem };
  const answer = await fetch(`${relay}healthz${asked(page)}`, {
    headers,
    cache: 'no-store',
    signal: AbortSignal.timeout(PATIENCE),
  });
  const { refuses, unauthorized } = (await answer.json()) as { refuses?: string; unauthorized?: boolean };
  return {
    refused: true,
    unauthorized,
    problem:
      refuses === undefined
        ? `${relay} answers, but takes no live connection: a proxy before it has to pass on WebSocket upgrades.`
        : `The relay at ${relay} refuses ${refuses}.`,
  };
}

/** Names the page: browsers leave that out when they ask the page's own server, and in a frame with sandbox. */
function asked(page: Location | undefined): string {
  if (page === undefined) return '';
  return `?page=${encodeURIComponent(page.origin === 'null' ? `${page.protocol}//` : page.origin)}`;
}

/**
 * A page that came over https may not connect over http. All browsers but Safari except the page's own machine; Chrome
 * also excepts addresses of the local network, once the person before it has allowed them.
 */
function mixedContent({ protocol, href, hostname }: URL, page: Location): string | undefined {
  if (page.protocol !== 'https:' || protocol !== 'http:') return undefined;
  const isSafari = /^Apple/.test(navigator.vendor);
  if (isLoopback(hostname) ? !isSafari : isPrivate(hostname) && knowsLocalNetwork()) return undefined;
  const fix = 'put the relay behind a proxy with https and give src its https:// address';
  return isLoopback(hostname)
    ? `Safari lets no https page connect to ${href}, which is http: ${fix}, or use another browser.`
    : `This page came over https, and from such pages the browser allows no connection to ${href}, which is http: ${fix}.`;
}

/** Tries once more, and listens whether the browser reports a violation of the page's Content-Security-Policy. */
async function contentPolicy(relay: string, page: Location): Promise<string | undefined> {
  const live = liveUrl(relay);
  const ended = new AbortController();
  const blocked = await new Promise<boolean>((resolve) => {
    const onViolation = ({ blockedURI, disposition }: SecurityPolicyViolationEvent) => {
      if (disposition === 'enforce' && live.startsWith(blockedURI)) resolve(true);
    };
    document.addEventListener('securitypolicyviolation', onViolation, { signal: ended.signal });
    try {
      // A subprotocol that no relay speaks: this is to be refused, if not by the policy then by the relay.
      const probe = new WebSocket(live, 'streamviz.probe');
      probe.onopen = () => probe.close();
      // The violation is reported in a task of its own, which may come after this one.
      probe.onclose = () => setTimeout(() => resolve(false), AFTERMATH);
    } catch {
      setTimeout(() => resolve(false), AFTERMATH);
    }
    setTimeout(() => resolve(false), PATIENCE);
  });
  ended.abort();
  if (!blocked) return undefined;
  return `The Content-Security-Policy of ${page.origin} forbids connections to ${relay}: add ${new URL(live).origin} and ${new URL(relay).origin} to its connect-src.`;
}

/**
 * Chrome asks before a page of the internet may reach this machine or the local network (since 142, WebSockets since
 * 147; the permission has two parts since 145), and asks https pages only.
 */
async function localNetwork({ href, hostname }: URL, page: Location): Promise<string | undefined> {
  const isLocal = isLoopback(hostname) || isPrivate(hostname);
  if (!isLocal || isLoopback(page.hostname) || isPrivate(page.hostname) || !knowsLocalNetwork()) return undefined;
  const [where, name, label] = isLoopback(hostname)
    ? ['on this device', 'loopback-network', 'Apps on device']
    : ['in your local network', 'local-network', 'Local network'];
  if (!isSecureContext) {
    return `${href} is ${where}, which this browser lets no page reach that came over http: serve ${page.origin} over https.`;
  }
  const newer = await permission(name);
  const state = newer ?? (await permission('local-network-access'));
  const fix = `allow "${newer === undefined ? 'Local network access' : label}" in the site's settings, left of the address`;
  if (state === 'denied') {
    return `This browser was told to keep ${page.origin} from ${href}, which is ${where}: ${fix}, and reload.`;
  }
  return state === 'prompt'
    ? `${href} is ${where}: answer "Allow" when the browser asks whether ${page.origin} may reach it, or ${fix}.`
    : undefined;
}

/** The state of a permission; `undefined` if this browser does not know it. */
async function permission(name: string): Promise<PermissionState | undefined> {
  try {
    return (await navigator.permissions.query({ name: name as PermissionName })).state;
  } catch {
    return undefined;
  }
}

/** Whether the browser guards the local network: only those that do know the request's property. */
function knowsLocalNetwork(): boolean {
  return 'targetAddressSpace' in Request.prototype;
}

/** @param host As a `URL` writes it. */
function isLoopback(host: string): boolean {
  return /^(127(\.\d+){3}|\[::1\]|(.+\.)?localhost)$/.test(host);
}

function isPrivate(host: string): boolean {
  return /^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.)[\d.]+$|^\[f[cde]|\.local$/.test(host);
}

/** Milliseconds. */
const PATIENCE = 5000;
const AFTERMATH = 100;
