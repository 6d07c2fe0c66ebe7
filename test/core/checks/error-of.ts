import assert from 'node:assert/strict';
import { ProtocolError } from '../../../src/core/checks/rules.js';

/** The code and the text of the error of a check; empty if it passes. */
export function errorOf(check: () => unknown): readonly [string, string] {
  try {
    check();
  } catch (error) {
    assert.ok(error instanceof ProtocolError, String(error));
    return [error.code, error.message];
  }
  return ['', ''];
}
