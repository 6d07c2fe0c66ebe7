import { readFile, writeFile } from 'node:fs/promises';
import { BUNDLE } from '../kit/relay-process.js';

/** A mistake that a relay could have: a piece of its code, and the wrong code in its place. */
export interface Mistake {
  readonly name: string;
  readonly right: string;
  readonly wrong: string;
  /** Matches the failure by which it is noticed. */
  readonly noticed: RegExp;
}

const WRONG_ROWS = /^seed \d+: widget ".*" at \d+ is /;
const WRONG_WINDOW = /^seed \d+: window of ".*" at \d+, .*, is /;
const WRONG_WAY = /^seed \d+: widget ".*" at \d+ has \d+ rows and is sent in the phase/;
const NO_END_OF_STEP = /is exact at the end: not within|a step is of one position/;
const WRONG_POSITION = /an acknowledgement says|the relay is at position|a new epoch began at position/;
/** A viewer that comes back may be the first to see what a relay has forgotten, by rows, by a window or by a run. */
const WRONG_AFTER_RESTART = new RegExp(
  [WRONG_ROWS, WRONG_WINDOW, WRONG_POSITION, /another run is at/].map(({ source }) => source).join('|'),
);

export const MISTAKES: readonly Mistake[] = [
  {
    name: 'a tombstone is dropped',
    right: 'this.#addTombstone(new Tombstone(entry.key, position, now));',
    wrong: '',
    noticed: WRONG_ROWS,
  },
  {
    name: 'the floor stays where it is when tombstones are forgotten',
    right: 'this.floor = oldest.deletedAt;',
    wrong: '',
    noticed: WRONG_ROWS,
  },
  {
    name: 'the position is moved when a step is not sent',
    right: 'if (this.#isBehind)\n            return;',
    wrong: 'if (this.#isBehind) { for (const one of this.#subscriptions.values()) one.stepped(position); return; }',
    noticed: WRONG_ROWS,
  },
  {
    name: 'the position is moved at sending, not to where the first load was made',
    right: 'this.#at = this.#load.firstLoad.position;',
    wrong: 'this.#at = this.#options.store.position;',
    noticed: WRONG_ROWS,
  },
  {
    name: 'a sync is skipped at every other position',
    right: 'this.#send(step.sync, now);',
    wrong: 'if (step.position % 2 === 0) this.#send(step.sync, now);',
    noticed: NO_END_OF_STEP,
  },
  {
    name: 'an acknowledged commit is not in the log',
    right: 'const bytes = await this.#writer.append(await encodeEntry(entry, raw));',
    wrong:
      "const isLost = entry.type === 'commit' && entry.seq % 3 === 0;" +
      'const bytes = isLost ? 0 : await this.#writer.append(await encodeEntry(entry, raw));',
    noticed: WRONG_AFTER_RESTART,
  },
  {
    name: 'a commit that is sent again is applied again',
    right: 'if (seq > (this.#store.run?.seq ?? 0)) {',
    wrong: 'if (seq > 0) {',
    noticed: WRONG_POSITION,
  },
  {
    name: 'a run that committed nothing replaces the one before it',
    right: "if (this.#store.hasFormer)\n            await this.#logAndApply({ type: 'withdraw' });",
    wrong: '',
    noticed: WRONG_POSITION,
  },
  {
    name: 'a key that was deleted and came again keeps its place in the order',
    right: 'if (entry.deletedAt > position)\n                del.push(entry.key);',
    wrong: '',
    noticed: WRONG_ROWS,
  },
  {
    name: 'a row of a window that changed where it stands is not sent',
    right: 'const up = rows.filter((row) => !isHeld(row, before.get(row[0])));',
    wrong: 'const up = rows.filter((row) => !before.has(row[0]));',
    noticed: WRONG_WINDOW,
  },
  {
    name: 'a window does not go where its anchor goes',
    right: 'this.#offset = Math.max(0, rank - lead);',
    wrong: 'this.#offset ||= Math.max(0, rank - lead);',
    noticed: WRONG_WINDOW,
  },
  {
    name: 'a frozen window takes the order of now',
    right: 'if (this.#frozen !== undefined)\n            return this.#still(this.#frozen, collection, maxRows);',
    wrong: '',
    noticed: WRONG_WINDOW,
  },
  {
    name: 'a table that is small enough again does not come whole',
    right: "return mode === 'full' && collection.size <= maxFullRows * CLEARLY_BELOW;",
    wrong: 'return false;',
    noticed: WRONG_WAY,
  },
  {
    name: 'a table that becomes too large goes on to come whole',
    right: "return mode === 'window' || this.isAbandoned ||",
    wrong: 'return this.isAbandoned ||',
    noticed: WRONG_WAY,
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
