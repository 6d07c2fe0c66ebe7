import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { machine } from './machine.js';

/** Writes a result with the date and the machine. */
export function writeResult(path: string, result: object): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(
    path,
    `${JSON.stringify({ date: new Date().toISOString(), machine: machine(), ...result }, null, 1)}\n`,
  );
}

/** Gives the versions of StreamViz, and of the packages that a folder of peers pins. */
export function versionsOf(peers: string): Readonly<Record<string, string>> {
  const read = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return { streamviz: read('.').version, ...read(peers).dependencies };
}

/** A target, and what was reached. */
export interface Verdict {
  readonly target: string;
  readonly reached: string | number;
  readonly met: boolean;
}

export function printVerdicts(verdicts: readonly Verdict[]): void {
  for (const { target, reached, met } of verdicts) console.log(`${met ? 'met   ' : 'MISSED'} ${target}: ${reached}`);
}
