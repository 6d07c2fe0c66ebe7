import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import type { ConfigMessage } from '../../src/core/messages.js';
import { MB } from '../kit/process-figures.js';
import { type Scene, underAttack } from './under-attack.js';

const POINTS: ConfigMessage['widgets'] = {
  points: {
    widget_type: 'metric',
    max_points: 200_000,
    columns: [
      { name: 'time', type: 'datetime' },
      { name: 'value', type: 'number' },
    ],
  },
};

async function fill({ producer, begin }: Scene): Promise<void> {
  for (let from = 0; from < 100_000; from += 10_000) {
    const up = Array.from({ length: 10_000 }, (_, i): [string, number, number] => [`${from + i}`, from + i, i]);
    await producer.commit({ points: { up } });
  }
  begin();
}

function plainViewer(port: number): WebSocket {
  return new WebSocket(`ws://127.0.0.1:${port}/live`).on('error', () => {});
}

test('viewers of the plain dialect that read nothing cost little', (t) =>
  underAttack(t, { widgets: POINTS, bounds: { memory: 120 * MB } }, async (scene) => {
    await fill(scene);
    const viewers = Array.from({ length: 50 }, () => plainViewer(scene.port));
    for (const viewer of viewers) viewer.once('open', () => viewer.pause());
    await scene.rounds(60);
    for (const viewer of viewers) viewer.terminate();
  }));

test('points that begin anew for a viewer of the plain dialect come whole, and hold nobody up', (t) =>
  underAttack(t, { widgets: POINTS }, async (scene) => {
    await fill(scene);
    const viewer = plainViewer(scene.port);
    const points = new Map<number, number>();
    let configs = 0;
    const all = new Promise<void>((resolve) => {
      viewer.on('message', (data: Buffer) => {
        const message = JSON.parse(data.toString()) as {
          type: string;
          widget?: string;
          timestamp: number;
          value: number;
        };
        if (message.type === 'config') {
          configs++;
          points.clear();
        } else if (message.widget === 'points') points.set(message.timestamp, message.value);
        if (configs === 1 && points.size === 100_000) {
          void scene.producer.commit({ points: { del: ['7'], up: [['new', 100_000, 1]] } });
        }
        if (configs > 1 && points.size === 100_000) resolve();
      });
    });
    await all;
    assert.equal(points.has(7), false);
    assert.equal(points.get(100_000), 1);
    viewer.terminate();
  }));
