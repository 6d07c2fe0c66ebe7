import assert from 'node:assert/strict';
import { TestViewer } from '../../kit/viewer.js';

/** A viewer that looks at what is committed, whole and through a window, which must be the same after each step. */
export async function besideWindow(url: string): Promise<{ check(): Promise<void> }> {
  const page = await TestViewer.connect(url);
  await Promise.all([page.load('watched'), page.open('watched', { sort: [['n', 'desc']], limit: 100 })]);
  const byKey = ([a]: readonly unknown[], [b]: readonly unknown[]) => (String(a) < String(b) ? -1 : 1);
  const differences: string[] = [];
  let steps = 0;
  page.onStep = () => {
    steps++;
    const whole = JSON.stringify(page.rows('watched').sort(byKey));
    const seen = JSON.stringify(page.windows.get(1)?.rows.sort(byKey));
    if (seen !== whole) differences.push(`at ${page.position}: ${seen}; it must be ${whole}`);
  };
  return {
    /** Waits for another few steps, which come as long as there are commits. */
    async check() {
      const before = steps;
      await page.until(() => page.closed !== undefined || steps > before + 5, 'further steps of others');
      assert.equal(page.closed, undefined, 'the link of who looks at something else stays');
      assert.deepEqual(differences, []);
      page.socket.terminate();
    },
  };
}
