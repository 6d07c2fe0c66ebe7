import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { ClientAddresses } from '../admission/client-address.js';
import type { OriginPolicy } from '../auth/origin-policy.js';
import type { ViewerAuth } from '../auth/viewer-auth.js';
import { policyOf } from './page.js';

/** The headers of every answer, which limit what a browser does with it. Routes replace some by others. */
export function commonHeaders(
  request: IncomingMessage,
  {
    originPolicy,
    viewerAuth,
    addresses,
  }: { readonly originPolicy: OriginPolicy; readonly viewerAuth: ViewerAuth; readonly addresses: ClientAddresses },
): OutgoingHttpHeaders {
  return {
    'Content-Security-Policy': policyOf(originPolicy.frameAncestors, viewerAuth.isRestricted),
    // Not no-referrer: with it a form that is sent has the origin "null".
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': PERMISSIONS,
    'Cache-Control': 'no-cache',
    ...(addresses.isHttps(request) ? { 'Strict-Transport-Security': 'max-age=31536000' } : {}),
  };
}

/** The page needs full screen and the clipboard, and nothing else of what a browser could allow. */
const PERMISSIONS =
  'camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), microphone=(), midi=(), payment=(), serial=(), usb=()';

/** `Cache-Control` of data: nobody who has logged out must find it in a cache. */
export const NOT_KEPT = 'private, no-store';
