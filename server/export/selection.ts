import { parseFilter, parseSort } from '../../src/core/checks/view-checks.js';
import type { RowOrder } from '../cooperative/ordered-rows.js';
import { ownOrder, type Widget } from '../store/widget.js';

/**
 * Reads `filter` and `sort` of an address. Without `sort` the order is the widget's own.
 *
 * @throws ProtocolError if one of them breaks a rule.
 */
export function parseSelection({ config, collection }: Readonly<Widget>, query: URLSearchParams): RowOrder {
  const { columns } = collection;
  const own = ownOrder(config);
  const asked = query.get('sort');
  const filter = parseFilter(query.get('filter') ?? '[]', columns);
  return { ...own, filter, ...(asked !== null && { sort: parseSort(asked, columns) }) };
}
