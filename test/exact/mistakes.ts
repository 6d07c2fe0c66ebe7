import { readFile, writeFile } from 'node:fs/promises';
import { BUNDLE } from '../kit/relay-process.js';

/** A mistake that a relay could have: what stands in its code, and what would stand there. */
export interface Mistake {
  readonly name: string;
  readonly right: string;
  readonly wrong: string;
  /** How it is noticed. */
  readonly noticed: RegExp;
}

const SHOWN = /^seed \d+: widget ".*" at \d+ is /;
const NOT_THERE = /is exact at the end: not within/;
const REPORTED = /an acknowledgement says|the relay is at position|a new epoch began at position/;

export const MISTAKES: readonly Mistake[] = [
  {
    name: 'a tombstone is dropped',
    right: 'this.#addTombstone(entry, now);',
    wrong: '',
    noticed: SHOWN,
  },
  {
    name: 'the floor stays where it is when tombstones are forgotten',
    right: 'this.floor = oldest.deletedAt;',
    wrong: '',
    noticed: SHOWN,
  },
  {
    name: 'the position is moved when a step is not sent',
    right: 'if (this.#isBehind)\n            return;',
    wrong: 'if (this.#isBehind) { for (const one of this.#subscriptions.values()) one.stepped(position); return; }',
    noticed: SHOWN,
  },
  {
    name: 'the position is moved at sending, not to where the first load was made',
    right: 'this.#at = this.#load.snapshot.position;',
    wrong: 'this.#at = this.#options.store.position;',
    noticed: SHOWN,
  },
  {
    name: 'a sync is skipped at every other position',
    right: 'this.#send(step.sync, now);',
    wrong: 'if (step.position % 2 === 0) this.#send(step.sync, now);',
    noticed: NOT_THERE,
  },
  {
    name: 'an acknowledged commit is not in the log',
    right: 'await this.#write(await encodeEntry(entry, raw));',
    wrong: "if (entry.type !== 'commit' || entry.seq % 3 !== 0) await this.#write(await encodeEntry(entry, raw));",
    noticed: REPORTED,
  },
  {
    name: 'a commit that is sent again is applied again',
    right: 'if (seq > (this.#store.run?.seq ?? 0)) {',
    wrong: 'if (seq > 0) {',
    noticed: REPORTED,
  },
  {
    name: 'a key that went and came back stays in its place',
    right: 'if (entry.deletedAt > position)\n                del.push(entry.key);',
    wrong: '',
    noticed: SHOWN,
  },
];

/** Writes the relay with a mistake in it. */
export async function makeMistake({ name, right, wrong }: Mistake, path: string): Promise<void> {
  const code = await readFile(BUNDLE, 'utf8');
  const count = code.split(right).length - 1;
  if (count !== 1) {
    throw new Error(`"${name}": its code must be in dist/relay.js once; it is there ${count} times: ${right}`);
  }
  await writeFile(
    path,
    code.replace(right, () => wrong),
  );
}
