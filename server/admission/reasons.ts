/** Why something was refused, as the log says it. The name is a label in `/metrics` and a field of the log. */
export const REFUSAL_REASONS = {
  host: 'it asked for a host name that is not allowed',
  origin: 'a page of another origin asked',
  path: 'there is no such path for a WebSocket',
  subprotocol: 'it offered another subprotocol',
  no_credentials: 'it has no credentials',
  password: 'the password is wrong',
  viewer_token: 'the viewer token is wrong',
  producer_token: 'the producer token is wrong',
  throttled: 'too many wrong credentials came from there',
} as const;

export type RefusalReason = keyof typeof REFUSAL_REASONS;

/**
 * The limits that somebody may reach, as the log says them. The name is a label in `/metrics` and a field of the log.
 */
export const LIMITS = {
  connections: 'the number of connections',
  links: 'the number of links',
  links_per_client: 'the number of links of one client',
  pipelined_requests: 'requests that wait for their turn on one connection',
  request_headers: 'the headers of a request',
  unread_answer: 'time for which nobody reads an answer',
  unread_frames: 'bytes that a link does not read',
  exports: 'the number of exports',
  exports_per_client: 'the number of exports of one client',
  messages: 'messages a second',
  message_size: 'bytes of a message',
  subscriptions: 'subscriptions of a link',
} as const;

export type LimitName = keyof typeof LIMITS;
