import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ErrorMessage, RelayMessage } from '../../../src/core/messages.js';
import { withRelay } from '../../kit/fixture.js';
import type { TestViewer } from '../../kit/viewer.js';
import { WINDOW_VECTORS } from '../../kit/window-vectors.js';
import { shop } from './shop.js';

const { widget, rows, window, taken, refused } = WINDOW_VECTORS;

/** Sends a message on a link that has a window; gives what answers it, of which there is nothing else. */
async function answerTo(page: TestViewer, message: object, type: RelayMessage['type']): Promise<RelayMessage> {
  page.send(window);
  const answers = () => page.messages.filter((one) => one.type !== 'sync' && one.type !== 'subscribed');
  await page.until(() => page.messages.some((one) => one.type === 'window'), 'the window that was there before');
  const before = answers().length;
  page.send(message);
  await page.until(() => answers().length > before, `an answer to ${JSON.stringify(message)}`);
  const answer = answers().at(-1) as RelayMessage;
  assert.equal(answer.type, type, JSON.stringify(answer));
  return answer;
}

/** The window that was there before still answers. */
async function checkWindow(page: TestViewer): Promise<void> {
  const { sub, rev = 0, window: request } = window;
  page.send({ type: 'window', sub, rev: rev + 1 });
  const isAnswer = (one: RelayMessage) => one.type === 'window' && one.rev === rev + 1;
  await page.until(() => page.messages.some(isAnswer), 'an answer of the window that was there before');
  const first = page.messages.find((one) => one.type === 'window');
  assert.equal(first?.order?.length, request?.limit);
}

describe('the messages of test/protocol/windows.json', () => {
  it('are answered as they must be, or refused with their error, which ends nothing', () =>
    withRelay({}, async (relay) => {
      const { feed } = await shop(relay, 0, { orders: widget });
      await feed.commit({ orders: { up: [...rows] } });
      for (const { name, message, answer, found } of taken) {
        const page = await relay.viewer();
        const got = await answerTo(page, message, message.type === 'find' ? 'found' : 'window');
        const numbers = message.type === 'find' ? { rank: found } : { rev: message.rev };
        const right = { ...numbers, sub: message.sub, ...answer };
        const seen = Object.fromEntries(Object.keys(right).map((field) => [field, got[field as keyof typeof got]]));
        assert.deepEqual(seen, right, name);
        await page.close();
      }
      for (const { name, message, error } of refused) {
        const page = await relay.viewer();
        const { type: _type, message: text, ...about } = (await answerTo(page, message, 'error')) as ErrorMessage;
        assert.deepEqual(about, error, `${name}: ${text}`);
        await checkWindow(page);
        await page.close();
      }
    }));
});
