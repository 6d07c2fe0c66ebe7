import { test } from 'node:test';
import { killAgainAndAgain } from '../server/log/killed-relay.js';

test('a relay that is killed a hundred times still has what it acknowledged, with its epoch and positions', () =>
  killAgainAndAgain(100));
