import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from './build.js';
import { areElementsDescribed } from './elements.js';
import { auditDependencies } from './lib/audit.js';
import { endTogether, run } from './lib/processes.js';
import { command, inRoot, main, Problem, python, step } from './lib/project.js';
import { setUp } from './setup.js';

const KB = 1000;
const gzipped = (file) => gzipSync(readFileSync(file), { level: 9 }).length; // as a server does that compresses once
const pythonFiles = ['python', 'test/python', 'test/e2e', 'demo', 'bench'];
const ruff = (...args) => [python, ['-m', 'ruff', ...args, '--config', 'python/pyproject.toml', ...pythonFiles]];

/** Types, lint, format, import arrows, sizes, exports: everything that needs no test to run. Tells all that is wrong. */
async function check() {
  endTogether();
  await setUp();
  const commands = {
    'TypeScript: types': [command('tsc'), ['-p', '.', '--noEmit']],
    'TypeScript: lint, format': [command('biome'), ['check', '--error-on-warnings', '.']],
    'TypeScript: import arrows': [command('depcruise'), ['src', 'server']],
    'Python: lint': ruff('check'),
    'Python: format': ruff('format', '--check'),
    'Python: import arrows': [
      inRoot('.venv', 'bin', 'lint-imports'),
      ['--no-logo', '--no-cache'],
      { cwd: inRoot('python') },
    ],
    'Python: types': [python, ['-m', 'mypy', '--config-file', 'python/pyproject.toml', 'python/stream_viz']],
  };
  const failed = [];
  for (const [name, [program, args, options]] of Object.entries(commands)) {
    step(name);
    if ((await run(program, args, options)) !== 0) failed.push(name);
  }
  step('Dependencies');
  if (!(await dependenciesHold())) failed.push('dependencies');
  await build();
  step('docs/elements.md');
  if (!areElementsDescribed())
    failed.push('docs/elements.md is not of these elements: npm run elements writes it anew');
  step('Sizes, gzip');
  if (!sizesHold()) failed.push('sizes');
  step('The npm package');
  if (!(await packageHolds())) failed.push('the npm package');
  if (failed.length > 0) throw new Problem(`✖ Failed: ${failed.join('; ')}`);
  console.log('\n✔ All checks passed');
}

function sizesHold() {
  const bundles = readdirSync(inRoot('dist')).filter((name) => name.endsWith('.js') && name !== 'relay.js');
  const sizes = Object.fromEntries(bundles.map((name) => [name, gzipped(inRoot('dist', name))]));
  const limits = [
    ['every element (streamviz.js)', sizes['streamviz.js'], 112 * KB], // see decision 006
    ['the runtime alone (runtime.js)', sizes['runtime.js'], 10 * KB],
    [
      'all files of a page',
      sum(bundles.filter((name) => name.startsWith('streamviz')).map((name) => sizes[name])),
      165 * KB,
    ],
  ];
  for (const [what, size, limit] of limits)
    console.log(`${size <= limit ? '✔' : '✖'} ${what}: ${(size / KB).toFixed(1)} KB of ${limit / KB} KB`);
  return limits.every(([, size, limit]) => size <= limit);
}

function sum(sizes) {
  return sizes.reduce((total, size) => total + size, 0);
}

async function dependenciesHold() {
  const { shipped, unasked, problems } = await auditDependencies();
  for (const problem of problems) console.log(`✖ ${problem}`);
  if (unasked !== undefined) console.log(`– the registry was not asked for known vulnerabilities: ${unasked}`);
  if (problems.length === 0) console.log(`✔ Every package is pinned; of the ${shipped} that ship nothing bad is known`);
  return problems.length === 0;
}

async function packageHolds() {
  const { packageProblems } = await import('./lib/package-check.js'); // it needs packages, which are there by now
  const problems = await packageProblems();
  for (const problem of problems) console.log(`✖ ${problem}`);
  if (problems.length === 0) console.log('✔ Every export leads to its code and its types');
  return problems.length === 0;
}

main(import.meta.url, check);
