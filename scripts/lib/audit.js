import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { inRoot, root } from './project.js';
import { filesIn } from './stamps.js';

/** Lists faults of the packages that the lock files name, a sentence each; and what npm knows about them. */
export async function auditDependencies() {
  const lock = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8'));
  const requirements = readFileSync(inRoot('python', 'requirements.lock'), 'utf8');
  const shipped = shippedBy(lock, bundledPackages());
  const answer = await askRegistry();
  const known = answer.report === undefined ? [] : vulnerabilityProblems(answer.report, shipped);
  return {
    shipped: shipped.length,
    unasked: answer.reason,
    problems: [...lockProblems(lock, shipped), ...requirementProblems(requirements), ...known],
  };
}

/** Lists the packages in the relay's bundle: no dependencies of the package, and they ship all the same. */
function bundledPackages() {
  const sources = filesIn('server').map((file) => readFileSync(inRoot(file), 'utf8'));
  const imports = sources.flatMap((text) => [...text.matchAll(/ from '((?:@[\w.-]+\/)?[\w.-]+)[^':]*';$/gm)]);
  return [...new Set(imports.map(([, name]) => name).filter((name) => !name.startsWith('.')))];
}

/** The entries of the lock that users get: dependencies, and what is bundled with all that it needs. */
export function shippedBy({ packages }, bundled) {
  const shipped = new Set(Object.keys(packages).filter((path) => path !== '' && packages[path].dev !== true));
  const add = (name, from) => {
    const path = resolveIn(packages, name, from);
    if (path === undefined || shipped.has(path)) return;
    shipped.add(path);
    for (const needed of Object.keys(packages[path].dependencies ?? {})) add(needed, path);
  };
  for (const name of bundled) add(name, '');
  return [...shipped];
}

/** Where Node finds a package: in the folder of the one that needs it, or in one above. */
function resolveIn(packages, name, from) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (packages[path] !== undefined) return path;
    if (folder === '') return undefined;
  }
}

export function lockProblems({ packages }, shipped) {
  const problems = [];
  for (const [path, { integrity, resolved, hasInstallScript }] of Object.entries(packages)) {
    if (path === '') continue;
    if (!integrity?.startsWith('sha512-'))
      problems.push(
        `${path} has no sha512 in package-lock.json: remove its entry, and npm install --package-lock-only`,
      );
    if (resolved !== undefined)
      problems.push(
        `${path} names its source, ${resolved}, in package-lock.json: omit-lockfile-registry-resolved is off`,
      );
    if (hasInstallScript && shipped.includes(path))
      problems.push(`${path} ships and runs a script when it is installed: choose another package`);
  }
  return problems;
}

export function requirementProblems(text) {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return lines
    .filter((line) => !/^[\w.-]+(\[[\w,-]+\])?==[\w.!+]+( ;.*)?$/.test(line))
    .map((line) => `python/requirements.lock has "${line}", which is not pinned: write name==version`);
}

/** @param report Of `npm audit --json`. */
export function vulnerabilityProblems(report, shipped) {
  return Object.values(report.vulnerabilities)
    .filter(({ nodes }) => nodes.some((path) => shipped.includes(path)))
    .flatMap(({ name, via, fixAvailable }) =>
      via
        // A text names the package that has the fault, which is listed itself.
        .filter((advisory) => typeof advisory === 'object' && SEVERE.includes(advisory.severity))
        .map(({ title, url, range, severity }) => {
          const sentence = `${name} ${range}: ${title} (${severity}, ${url})`;
          return `${sentence}; ${fixOf(fixAvailable)}`;
        }),
    );
}

const SEVERE = ['moderate', 'high', 'critical'];

function fixOf(fix) {
  if (fix === false) return 'no version mends it yet: do without it';
  return fix === true ? 'npm audit fix mends it' : `npm install --save-exact ${fix.name}@${fix.version} mends it`;
}

/**
 * Asks about all packages, for what ships is not only what npm takes for it.
 *
 * @param longest Milliseconds that the registry has.
 */
export async function askRegistry(env = process.env, longest = 10_000) {
  const args = ['audit', '--json', '--package-lock-only', '--fetch-retries=0'];
  const options = { cwd: root, env, timeout: longest, maxBuffer: 2 ** 26 };
  // It exits with 1 when it knows of something.
  const { stdout, killed } = await promisify(execFile)('npm', args, options).catch((error) => error);
  if (killed) return { reason: 'it did not answer in time' };
  try {
    const report = JSON.parse(stdout);
    if (report.vulnerabilities !== undefined) return { report };
    return { reason: report.statusCode === undefined ? 'it cannot be reached' : `it answered ${report.statusCode}` };
  } catch {
    return { reason: 'npm gave no report' };
  }
}
