import type { DialectName } from '../load/dialects.js';
import { type CommitSender, Producer } from '../load/producer.js';
import { CONFIG } from '../load/rows.js';
import { Served } from '../load/served.js';
import { PostingProducer } from './posting-producer.js';

/** Who brings the same keyed rows to the same viewers. */
export interface Candidate {
  readonly name: string;
  readonly dialect: DialectName;
  produce(url: string): CommitSender | Promise<CommitSender>;
  start(nodeArgs: readonly string[]): Promise<Served>;
}

const post = (url: string) => new PostingProducer(url);
const peer = (file: string) => (nodeArgs: readonly string[]) =>
  Served.start(process.execPath, [...nodeArgs, `dist/bench/fanout/${file}`]);

/** The floor: the bytes that the relay sends, with nothing kept and nothing heard from the viewers. */
export const BASELINE = 'ws broadcast';

export const CANDIDATES: readonly Candidate[] = [
  { name: BASELINE, dialect: 'ws', start: peer('ws-broadcast.js'), produce: post },
  {
    name: 'StreamViz',
    dialect: 'streamviz',
    start: (nodeArgs) => Served.relay(['--memory'], nodeArgs),
    produce: (url) => Producer.open(url, CONFIG),
  },
  { name: 'Socket.IO', dialect: 'socket.io', start: peer('socket-io.js'), produce: post },
  // The engine of Centrifugo, which is not to be had as a Go module itself.
  { name: 'centrifuge', dialect: 'centrifuge', start: () => Served.start('.bench/centrifuge', []), produce: post },
];
