import { readFileSync } from 'node:fs';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { pack, tarball } from './framework-apps.js';
import { inRoot } from './project.js';

/** Ignored for an ES module in a package with exports: CommonJS has to import() it, and TypeScript's node10 knows no exports. */
const accepted = ({ kind, resolutionKind }) => kind === 'CJSResolvesToESM' || resolutionKind === 'node10';

/** Lists faults of the npm package, packed as npm would publish it: a sentence each. */
export async function packageProblems() {
  await pack();
  const data = readFileSync(inRoot(tarball));
  const manifest = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  const lint = await publint({ pack: { tarball: Uint8Array.from(data).buffer }, strict: true });
  const entrypoints = Object.entries(manifest.exports)
    .filter(([, target]) => typeof target !== 'string')
    .map(([name]) => name);
  const types = await checkPackage(createPackageFromTarballData(data), { entrypoints });
  return [
    ...lint.messages.map((message) => formatMessage(message, manifest, { color: false })),
    ...(types.problems ?? [])
      .filter((problem) => !accepted(problem))
      .map(({ kind, entrypoint, resolutionKind }) => `${kind}: ${entrypoint ?? ''} ${resolutionKind ?? ''}`),
  ];
}
