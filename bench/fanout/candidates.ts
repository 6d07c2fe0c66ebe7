import type { DialectName } from '../kit/crowd/dialects.js';
import { Peer } from '../kit/peers/peer.js';
import { PostingProducer } from '../kit/peers/posting-producer.js';
import { type CommitSender, Producer } from '../kit/producer.js';
import { MeasuredRelay } from '../kit/relay.js';
import { CONFIG } from '../kit/rows.js';

/** A server that brings the same keyed rows to the same viewers. */
export interface Candidate {
  readonly name: string;
  readonly dialect: DialectName;
  produce(url: string): CommitSender | Promise<CommitSender>;
  start(nodeArgs: readonly string[]): Promise<Peer | MeasuredRelay>;
}

const post = (url: string) => new PostingProducer(url);
const peer = (file: string) => (nodeArgs: readonly string[]) =>
  Peer.start(process.execPath, [...nodeArgs, `dist/bench/fanout/${file}`]);

/** The floor: the bytes that the relay sends, with nothing kept and nothing read from the viewers. */
export const BASELINE = 'ws broadcast';

export const CANDIDATES: readonly Candidate[] = [
  { name: BASELINE, dialect: 'ws', start: peer('ws-broadcast.js'), produce: post },
  {
    name: 'StreamViz',
    dialect: 'streamviz',
    start: (nodeArgs) => MeasuredRelay.start({}, { nodeArgs }),
    produce: (url) => Producer.open(url, CONFIG),
  },
  { name: 'Socket.IO', dialect: 'socket.io', start: peer('socket-io.js'), produce: post },
  // The engine of Centrifugo, which is not to be had as a Go module itself.
  { name: 'centrifuge', dialect: 'centrifuge', start: () => Peer.start('.bench/centrifuge', []), produce: post },
];
