import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { type Loss, ReconnectingSocket } from '../../../src/runtime/link/reconnecting-socket.js';

/** A socket of the browser, which does what the test says. */
class FakeSocket extends EventTarget {
  static made: FakeSocket[] = [];
  static triedAt: number[] = [];
  /** Runs when one is made. */
  static onTry: (socket: FakeSocket) => void = () => {};
  readonly sent: string[] = [];
  readyState = 0;

  constructor(
    readonly url: string,
    readonly protocols: string[],
  ) {
    super();
    FakeSocket.made.push(this);
    FakeSocket.triedAt.push(Date.now());
    FakeSocket.onTry(this);
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.readyState = 2;
  }

  open(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }

  lose(code = 1006, reason = ''): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event('close'), { code, reason }));
  }

  fail(message?: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message, error: new Error(message) }));
  }
}

/** Lets time pass, and all that waits for it happen. */
async function pass(milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += STEP) {
    mock.timers.tick(STEP);
    for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
}

const STEP = 50;

describe('a socket that is opened again', { timeout: 60_000 }, () => {
  let socket: ReconnectingSocket | undefined;
  let losses: Loss[];
  let asked: number;
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout', 'Date'] });
    mock.method(Math, 'random', () => 0);
    mock.method(performance, 'now', () => Date.now());
    FakeSocket.made = [];
    FakeSocket.triedAt = [];
    FakeSocket.onTry = () => {};
    losses = [];
    asked = 0;
  });
  afterEach(() => {
    socket?.close();
    mock.timers.reset();
    mock.restoreAll();
  });

  const open = () => {
    const options = { onOpen() {}, onMessage() {}, onLost: (loss: Loss) => losses.push(loss) };
    const protocols = async () => [`try ${++asked}`];
    socket = new ReconnectingSocket({ url: 'ws://relay.example/live', protocols, WebSocket: FakeSocket, ...options });
    return socket;
  };
  const newest = () => FakeSocket.made.at(-1) as FakeSocket;
  /** Milliseconds between the tries. */
  const pauses = () => FakeSocket.triedAt.slice(1).map((time, i) => time - (FakeSocket.triedAt[i] ?? 0));

  const ways: readonly (readonly [how: string, onTry: (socket: FakeSocket) => void])[] = [
    ['throws at once', () => assert.fail('insecure')],
    ['has an error and no close, as of a policy', (one) => void queueMicrotask(() => one.fail())],
    ['is closed at once', (one) => void queueMicrotask(() => one.lose())],
  ];
  for (const [how, onTry] of ways) {
    it(`waits longer and longer for a link that ${how}, and never less than a quarter of a second`, async () => {
      FakeSocket.onTry = onTry;
      open();
      await pass(20_000);
      assert.deepEqual(pauses(), [250, 500, 1000, 2000, 4000, 5000, 5000]);
      assert.equal(losses.length, FakeSocket.made.length, 'each try is lost once');
    });
  }

  it('waits as long as it is asked to, and begins anew after a link that held', async () => {
    const link = open();
    await pass(STEP);
    link.retryAfter = 60_000;
    newest().lose();
    assert.equal(link.retryAt, Date.now() + 60_000);
    await pass(59_900);
    assert.equal(FakeSocket.made.length, 1);
    await pass(200);
    assert.equal(FakeSocket.made.length, 2);
    newest().open();
    await pass(6000);
    newest().lose();
    assert.equal(link.retryAt, Date.now() + 250);
  });

  it('can be made to end its wait, but not a try that is under way', async () => {
    const link = open();
    await pass(STEP);
    link.tryNow();
    await pass(STEP);
    assert.equal(FakeSocket.made.length, 1);
    link.retryAfter = 3_600_000;
    newest().lose();
    await pass(1000);
    link.tryNow();
    await pass(STEP);
    assert.equal(FakeSocket.made.length, 2);
    assert.equal(link.retryAt, undefined);
  });

  it('begins a try anew with other protocols, and is not lost by it', async () => {
    const link = open();
    await pass(STEP);
    link.tryAnew();
    await pass(STEP);
    assert.deepEqual(
      FakeSocket.made.map(({ protocols, readyState }) => [...protocols, readyState]),
      [
        ['try 1', 2],
        ['try 2', 0],
      ],
    );
    assert.deepEqual(losses, []);
  });

  it('does not let the time of a try that has failed end the link that came in its place', async () => {
    const link = open();
    await pass(STEP);
    newest().readyState = 3; // Its error and its close are still to come
    link.tryAnew();
    await pass(STEP);
    newest().open();
    await pass(11_000);
    assert.deepEqual([losses.length, FakeSocket.made.length, newest().readyState], [0, 2, 1]);
  });

  it('gives up a link, and waits before the next one', async () => {
    const link = open();
    await pass(STEP);
    newest().open();
    link.giveUp();
    assert.deepEqual([losses.length, newest().readyState], [1, 2]);
    await pass(200);
    assert.equal(FakeSocket.made.length, 1);
    await pass(100);
    assert.equal(FakeSocket.made.length, 2);
  });

  it('says why a link was lost, and once', async () => {
    open();
    await pass(STEP);
    const first = newest();
    first.fail('Unexpected server response: 401');
    first.lose(1006);
    assert.deepEqual([losses.length, losses[0]?.error], [1, 'Unexpected server response: 401']);
    await pass(300);
    newest().open();
    newest().lose(1008, 'logged out');
    assert.deepEqual([losses[1]?.code, losses[1]?.reason, losses.length], [1008, 'logged out', 2]);
  });

  it('gives up a try that takes ten seconds', async () => {
    open();
    await pass(9900);
    assert.deepEqual([losses.length, FakeSocket.made.length], [0, 1]);
    await pass(400);
    assert.deepEqual([losses.length, FakeSocket.made.length], [1, 2]);
  });

  it('keeps nothing for later: what is sent without a link would be out of date', async () => {
    const link = open();
    link.send('before');
    await pass(STEP);
    newest().open();
    link.send('now');
    assert.deepEqual(newest().sent, ['now']);
    newest().lose();
    link.send('between');
    await pass(300);
    newest().open();
    assert.deepEqual(newest().sent, []);
  });

  it('asks for nothing and opens nothing after it was closed', async () => {
    const link = open();
    await pass(STEP);
    newest().lose();
    link.close();
    await pass(20_000);
    assert.deepEqual([asked, FakeSocket.made.length, losses.length], [1, 1, 1]);
  });
});
