import { rmSync } from 'node:fs';
import { run } from './processes.js';
import { inRoot, step } from './project.js';
import { isCurrent, remember } from './stamps.js';

const folder = '.kafka';
const stamp = `${folder}/.installed`;
const pom = 'test/e2e/kafka/pom.xml';

/** Fetches the jars of a Kafka broker (46 MB), unless they are there. Without Maven its test says so itself. */
export async function provideKafka() {
  if (isCurrent(stamp, [pom])) return;
  step('Fetching a Kafka broker for the tests');
  rmSync(inRoot(folder), { recursive: true, force: true });
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${inRoot(folder)}`];
  const fetched = run('mvn', ['--batch-mode', '--quiet', '--file', pom, ...goal]).then(
    (code) => code === 0,
    () => false,
  );
  if (await fetched) remember(stamp, [pom]);
  else console.log('Maven could not fetch it; see above. The test with Kafka is left out.');
}
