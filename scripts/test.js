import { stripVTControlCharacters } from 'node:util';
import { build } from './build.js';
import { provideBrowser, provideFirefox } from './lib/browser.js';
import { buildFrameworkApps } from './lib/framework-apps.js';
import { provideKafka } from './lib/kafka.js';
import { providePoppler } from './lib/poppler.js';
import { endTogether, run, wasEnded } from './lib/processes.js';
import { command, main, Problem, python, step } from './lib/project.js';
import { provideProxies } from './lib/proxies.js';
import { filesIn } from './lib/stamps.js';
import { provideWebKit } from './lib/webkit.js';
import { setUp } from './setup.js';

/** Each group: how it is run, which lines of its runner are the summary, and what it needs besides the build. */
const groups = {
  core: nodeTests(['core', 'text', 'chart']),
  runtime: nodeTests(['runtime', 'publish']),
  server: nodeTests('server'),
  attacks: nodeTests('attacks'),
  package: nodeTests('package'),
  components: componentTests('chromium'),
  firefox: { ...componentTests('firefox'), prepare: requireFirefox },
  python: {
    command: python,
    args: () => ['-m', 'pytest', '-c', 'python/pyproject.toml', 'test/python'],
    summary: /^(=+ )?(\d+ \w+, )*\d+ (passed|failed|skipped|errors?|xfailed|xpassed|deselected).* in [\d.]+s/,
  },
  deploy: nodeTests('deploy'),
  e2e: nodeTests('e2e'),
  frameworks: { ...nodeTests('frameworks'), prepare: buildFrameworkApps },
  long: { ...nodeTests('long', 3600), isExtra: true },
  webkit: { ...componentTests('webkit'), prepare: provideWebKit, isExtra: true },
};

/** Runs all groups but the extra ones, or those that are named: `node scripts/test.js core server`. */
async function test(names) {
  const unknown = names.filter((name) => !Object.hasOwn(groups, name));
  if (unknown.length > 0)
    throw new Problem(`There are no tests "${unknown}"; there are: ${Object.keys(groups).join(', ')}`);
  endTogether();
  await setUp();
  const env = {
    CHROME_PATH: await provideBrowser(),
    FIREFOX_PATH: (await provideFirefox()) ?? '',
    STREAMVIZ_PYTHON: python,
  };
  const chosen = names.length > 0 ? names : Object.keys(groups).filter((name) => !groups[name].isExtra);
  if (chosen.includes('deploy')) await provideProxies();
  if (chosen.includes('e2e')) {
    await provideKafka();
    await providePoppler();
  }
  await build();

  const results = [];
  for (const name of chosen) {
    if (!wasEnded()) results.push(await runGroup(name, groups[name], env));
  }
  report(results);
  process.exitCode = wasEnded() || results.some(({ wrong }) => wrong) ? 1 : 0;
}

/** The lines of the summary are held back, to stand together at the end. */
async function runGroup(name, { command, args, summary, prepare, ownEnv }, env) {
  const lines = new Set();
  try {
    await prepare?.();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(error.message);
    const isLeftOut = error instanceof LeftOut && !process.env.CI;
    if (isLeftOut) lines.add(`left out: ${error.message}`);
    return { name, lines, wrong: isLeftOut ? undefined : 'could not be prepared' };
  }
  step(`Tests: ${name}`);
  const showLine = (line) => {
    if (!summary.test(stripVTControlCharacters(line))) return true;
    lines.add(stripVTControlCharacters(line));
    return false;
  };
  const code = await run(command, args(), { env: { ...env, ...ownEnv }, showLine });
  return { name, lines, wrong: whatIsWrong(code, [...lines].join('\n')) };
}

function whatIsWrong(code, summary) {
  if (code !== 0) return 'failed';
  const skipped = /\b(skipped|todo) [1-9]|[1-9]\d* (skipped|todo|xfailed)/.test(summary);
  return process.env.CI && skipped ? 'skipped a test, which is a failure in CI' : undefined;
}

function report(results) {
  for (const { name, wrong } of results) if (wrong) console.error(`\n✖ ${name} ${wrong}`);
  for (const { name, lines } of results) console.log([`\n▸ ${name}`, ...lines].join('\n'));
}

/** Tests that this machine cannot run: a developer's run goes on without them, one in CI fails. */
class LeftOut extends Problem {}

async function requireFirefox() {
  if ((await provideFirefox()) === undefined)
    throw new LeftOut('Firefox is not here: install it, or name it: FIREFOX_PATH=/path/to/firefox npm test');
}

function componentTests(browser) {
  return {
    command: command('wtr'),
    args: () => [],
    ownEnv: { TEST_BROWSER: browser },
    summary: /^(\w+: \|█{30}\|.*|Finished running tests .*)$/,
  };
}

function nodeTests(folders, seconds = 300) {
  return {
    command: process.execPath,
    args: () => {
      const files = [folders].flat().flatMap((folder) => filesIn(`dist/test/${folder}`));
      const tests = files.filter((file) => file.endsWith('.test.js'));
      // Node would look for files by itself, and find this one.
      if (tests.length === 0) throw new Problem(`There are no compiled tests in dist/test/${folders}`);
      return ['--test', '--test-reporter=spec', `--test-timeout=${seconds * 1000}`, ...tests];
    },
    summary: /^ℹ (tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /,
  };
}

main(import.meta.url, test);
