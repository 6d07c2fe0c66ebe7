import { expect } from '@open-wc/testing';
import { ChangeSet } from '../../../../src/components/table/cells/change-set.js';
import type { RowChange } from '../../../../src/core/collection.js';

const changed: RowChange = { before: ['eu', 1], after: ['eu', 2], ordinal: 1 };
const changedAgain: RowChange = { before: ['eu', 2], after: ['eu', 3], ordinal: 1 };
const gone: RowChange = { before: ['eu', 3], after: undefined, ordinal: 1 };

function afterFirstPaint(): ChangeSet {
  const changes = new ChangeSet();
  changes.clear();
  return changes;
}

describe('what has changed since the last paint', () => {
  it('is told against what was painted, however often a row changed', () => {
    const changes = afterFirstPaint();
    changes.add([changed], false);
    changes.add([changedAgain], false);
    expect(changes.before('eu')).to.equal(changed.before);
    expect(changes.isDeleted('eu')).to.equal(false);
    changes.add([gone], false);
    expect(changes.isDeleted('eu')).to.equal(true);
  });

  it('is no news before the first paint, nor after a reset', () => {
    const changes = new ChangeSet();
    expect(changes.isHighlighted).to.equal(false);
    changes.clear();
    expect(changes.isHighlighted).to.equal(true);
    changes.add([], true);
    changes.add([changed], false);
    expect(changes.isHighlighted).to.equal(false);
    expect(changes.has('eu')).to.equal(false);
  });

  it('is no news when it is what happened while the link was away, even if that comes some paints later', () => {
    const changes = afterFirstPaint();
    changes.awaitCatchUp();
    changes.clear();
    changes.clear();
    changes.add([changed], false);
    expect(changes.isHighlighted).to.equal(false);
    changes.clear();
    changes.add([changedAgain], false);
    expect(changes.isHighlighted).to.equal(true);
  });

  it('stops counting in a tab that is not painted', () => {
    const changes = afterFirstPaint();
    for (let i = 0; i < 10_000; i++) changes.add([{ before: undefined, after: [`k${i}`, i] }], false);
    expect(changes.isHighlighted).to.equal(false);
    expect(changes.has('k1')).to.equal(false);
  });
});
