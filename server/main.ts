import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { isTooLongToGuess } from './auth/credential-rules.js';
import { handOver, PRODUCER_TOKEN, VIEWER_TOKEN } from './auth/made-tokens.js';
import { helpText, parseCommandLine } from './command/command-line.js';
import { codeOf, during, EXIT, endWith } from './command/exit.js';
import { followParent, type Parent } from './command/parent.js';
import { type Settings, settingsOf } from './command/settings.js';
import { createRelay, type Listening, type Relay } from './relay.js';
import { makeTemporaryState, removeAbandonedStates, removeAtExit } from './state/temporary-state.js';
import { VERSION } from './version.js';

/** The command: reads its settings, starts a relay, and ends with whoever started it. */
async function main(): Promise<void> {
  const { help, version, given } = during(EXIT.usage, parseCommandLine);
  if (help || version) {
    // All that was asked for, so an error counts, other than that of a log.
    process.stdout.write(`${help ? helpText() : VERSION}\n`, (error) => {
      if (error) endWith(EXIT.output)(new Error(`stdout cannot be written: ${error.message}`));
    });
    return;
  }
  const parent = given.parentStdin === true ? await followParent().catch(endWith(EXIT.usage)) : undefined;
  const settings = during(EXIT.setting, () => settingsOf(given, parent?.options ?? {}, fileURLToPath(import.meta.url)));
  const producerToken = settings.producerToken ?? randomBytes(24).toString('base64url');
  const state = parent === undefined ? settings.options.state : await stateOf(parent, settings);
  const relay = during(EXIT.setting, () => createRelay({ ...settings.options, state, producerToken }));
  const listening = await relay.listen();
  serves = true;
  if (parent === undefined) await handOverTokens(relay, settings, producerToken, listening.viewerToken);
  endInOrder(relay, parent?.ended);
  const toParent = parent === undefined ? {} : { viewerToken: listening.viewerToken, state };
  report(relay, listening, given.json === true, toParent);
  if (settings.stateIsTemporary) await removeAbandonedStates();
}

let serves = false;

/** The state directory of a parent's relay. A temporary one goes with the parent, and after a start that failed. */
async function stateOf(parent: Parent, { options, stateIsTemporary }: Settings): Promise<string | undefined> {
  if (!stateIsTemporary) return options.state;
  const state = options.state ?? (await makeTemporaryState(parent.pid));
  const isNew = options.state === undefined;
  removeAtExit(state, () => parent.isThere() && (serves || !isNew));
  return state;
}

/** Hands what was made to the person who started the relay, once; a token that was given is known already. */
async function handOverTokens(
  relay: Relay,
  { options: { state }, producerToken: given, isViewerTokenGiven }: Settings,
  producerToken: string,
  viewerToken: string | undefined,
): Promise<void> {
  const note = (line: string) => relay.note(line);
  if (given === undefined) await handOver(PRODUCER_TOKEN, producerToken, { state, report: note });
  else if (!isTooLongToGuess(given)) note(SHORT_TOKEN);
  if (viewerToken !== undefined && !isViewerTokenGiven) {
    await handOver(VIEWER_TOKEN, viewerToken, { state, report: note });
  }
}

/** Says that the relay serves, with what is for a parent alone. */
function report(relay: Relay, { url, port }: Listening, asJson: boolean, toParent: object): void {
  if (asJson) console.log(JSON.stringify({ event: 'listening', url, port, ...toParent }));
  else relay.note(`serving ${url}`);
}

/** Ends the process by a signal, or with its parent. */
function endInOrder(relay: Relay, parentEnded?: Promise<void>): void {
  const finish = () => {
    const exit = () => process.exit(EXIT.ordered);
    setTimeout(exit, FINISH_WITHIN).unref();
    void relay.close().then(exit);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, finish);
  if (parentEnded === undefined) return;
  // Not without a parent: a handler would undo what nohup does.
  process.once('SIGHUP', finish);
  void parentEnded.then(finish);
}

/**
 * Milliseconds until the process ends whatever has not ended. Less than the ten seconds that the Python package and
 * container runtimes wait before they kill: twice as long would be killed, half as long may cut a compaction short.
 */
const FINISH_WITHIN = 9_000;

const SHORT_TOKEN =
  'STREAMVIZ_PRODUCER_TOKEN has less than 16 characters, which can be guessed; make another with: openssl rand -hex 16';

// The reader of the log may go before the relay does.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
// Else Node would open its debugger, to every program of this machine.
process.on('SIGUSR1', () => {});
process.on('uncaughtException', (error) => {
  console.error(`streamviz-relay: an error of the relay itself: ${error.stack ?? error}`);
  process.exit(EXIT.failure);
});
main().catch((error: unknown) => endWith(codeOf(error))(error));
