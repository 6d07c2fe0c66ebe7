import type { OriginPolicy } from '../auth/origin-policy.js';
import type { ViewerAuth } from '../auth/viewer-auth.js';
import type { CommitLog } from '../log/commit-log.js';
import { VERSION } from '../version.js';
import { type Exchange, sendJson } from './exchange.js';

export interface HealthOptions {
  readonly log: CommitLog;
  readonly originPolicy: OriginPolicy;
  readonly viewerAuth: ViewerAuth;
}

/** Answers how the relay is, and why the page that asks would get no live link, for browsers do not tell it. */
export function sendHealth(
  { request, response, query }: Exchange,
  { log, originPolicy, viewerAuth }: HealthOptions,
): void {
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
  const foreign = originPolicy.checkHost(request);
  if (foreign !== undefined) {
    response.statusCode = foreign.status;
    sendJson(response, { refuses: foreign.toPage });
    return;
  }
  const refusal = originPolicy.checkPage(request, query.get('page') ?? undefined) ?? viewerAuth.check(request);
  const status = log.degraded === undefined ? 'ok' : 'degraded';
  // Reasons name files, which are nobody's business who may not look.
  const reason = refusal === undefined ? log.degraded : undefined;
  const unauthorized = refusal?.status === 401 || undefined;
  sendJson(response, { status, reason, version: VERSION, time: Date.now(), refuses: refusal?.toPage, unauthorized });
}
