import assert from 'node:assert/strict';
import { test } from 'node:test';
import { searchTerms } from '../../../src/core/search/search-terms.js';
import { ORDERS, withRelay } from '../../kit/fixture.js';
import { SHOP, text, withShop } from './shop.js';

test('an export is all rows in the order of the widget, not cut by max_rows', () =>
  withShop(async ({ url }) => {
    const csv = await fetch(`${url}export/orders.csv`);
    assert.equal(csv.headers.get('content-type'), 'text/csv; charset=utf-8');
    assert.equal(csv.headers.get('content-disposition'), 'attachment; filename="orders.csv"');
    assert.deepEqual((await csv.text()).split('\r\n'), [
      'region,total,at,__proto__',
      '"a ""b"", c",30,2025-10-09T08:53:20.123456Z,',
      'eu,20,,[1]',
      '\'=1+1,10,2025-10-09T08:53:20.123Z,"{""a"":1}"',
      '',
    ]);
    const json = JSON.parse(await text(`${url}export/orders.json`)) as object[];
    assert.deepEqual(
      json.map((row) => Object.keys(row)[3]),
      ['__proto__', '__proto__', '__proto__'],
    );
    const lines = (await text(`${url}export/orders.ndjson?sort=[]`)).trim().split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).total),
      [10, 30, 20],
    );
  }));

test('an export of a table that is newest_first begins with the row that came last, unless it is asked for another order', () =>
  withRelay({}, async ({ url, producer }) => {
    const feed = await producer();
    feed.declare({ orders: { ...ORDERS.orders, newest_first: true } });
    await feed.commit({
      orders: {
        up: [
          ['a', 'eu', 2],
          ['b', 'us', 3],
          ['c', 'eu', 1],
        ],
      },
    });
    const sorted = encodeURIComponent('[["total","asc"]]');
    const filtered = encodeURIComponent('[["region","=","eu"]]');
    for (const [query, totals] of [
      ['', '1,3,2'],
      ['?sort=[]', '1,3,2'],
      [`?filter=${filtered}`, '1,2'],
      [`?sort=${sorted}`, '1,2,3'],
    ]) {
      const exported = JSON.parse(await text(`${url}export/orders.json${query}`)) as { total: number }[];
      assert.equal(exported.map(({ total }) => total).join(), totals, query);
    }
  }));

test('an export can be filtered, sorted and have its keys', () =>
  withShop(async ({ url }) => {
    const query = `filter=${encodeURIComponent('[["total",">",10]]')}&sort=${encodeURIComponent('[["total","asc"]]')}`;
    const rows = JSON.parse(await text(`${url}export/orders.json?keys=1&${query}`)) as {
      key: string;
      row: { total: number };
    }[];
    assert.deepEqual(
      rows.map(({ key, row }) => [key, row.total]),
      [
        ['3', 20],
        ['2', 30],
      ],
    );
    assert.match(await text(`${url}export/orders.csv?keys=1`), /^key,region,total,at,__proto__\r\n2,/);
  }));

test('an export takes what a search in the page asks for, several columns in one term, and says so by its name', () =>
  withShop(async ({ url }) => {
    for (const [typed, totals] of [
      ['EU', [20]],
      ['A\u00a0 “Ｂ”', [30]],
      ['region:=1 1+1', [10]],
      ['eu 1+1', []],
    ] as const) {
      const terms = searchTerms(typed, SHOP.orders.columns);
      const response = await fetch(`${url}export/orders.ndjson?filter=${encodeURIComponent(JSON.stringify(terms))}`);
      assert.equal(response.headers.get('content-disposition'), 'attachment; filename="orders-filtered.ndjson"');
      const lines = (await response.text()).split('\n').slice(0, -1);
      assert.deepEqual(
        lines.map((line) => JSON.parse(line).total),
        totals,
        typed,
      );
    }
  }));

test('what an export asks wrongly is answered with the rule', () =>
  withShop(async ({ url }) => {
    const cases: readonly [string, number, string][] = [
      ['sort=[["totl"]]', 400, 'column "totl" is not in this widget; it has: region, total, at, __proto__'],
      ['sort=[["total","up"]]', 400, 'a direction must be "asc" or "desc"; it is "up"'],
      [
        'filter=nonsense',
        400,
        'it must be JSON of at most 16 terms, [["column","operator",value], …]; it is "nonsense"',
      ],
      [
        'filter=[["total","like",1]]',
        400,
        'an operator must be one of = != < <= > >= contains in empty not-empty; it is "like"',
      ],
      [
        'filter=[[["total","totl"],"=",1]]',
        400,
        'column "totl" is not in this widget; it has: region, total, at, __proto__',
      ],
      ['filter=[["total","in",1]]', 400, '"in" needs a list of values; it is 1'],
      [
        `filter=[["region","contains","${'x'.repeat(251)}"]]`,
        400,
        '"contains" looks for at most 250 characters; it has 251: look for a part of them',
      ],
    ];
    for (const [query, status, message] of cases) {
      const response = await fetch(`${url}export/orders.json?${query}`);
      assert.deepEqual([response.status, await response.text()], [status, `${message}\n`]);
    }
    const unknown = await fetch(`${url}export/ordres.csv`);
    assert.deepEqual(
      [unknown.status, await unknown.text()],
      [404, 'widget "ordres" is not on this dashboard; it has: orders\n'],
    );
  }));

test('a large export comes as fast as it is read, of one position', () =>
  withRelay({}, async ({ url, producer }) => {
    const feed = await producer();
    feed.declare(ORDERS);
    const rows = (value: number) => Array.from({ length: 5000 }, (_, i) => [`${i}`, 'x'.repeat(100), value] as const);
    await feed.commit({ orders: { up: rows(1) } });
    const response = await fetch(`${url}export/orders.ndjson`);
    await feed.commit({ orders: { up: rows(2) } });
    const values = (await response.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).total);
    assert.equal(values.length, 5000);
    assert.deepEqual(new Set(values), new Set([1]));
  }));

test('exports and the config have the position as their tag', () =>
  withShop(async ({ url }) => {
    for (const path of ['export/orders.json', 'config.json']) {
      const tag = (await fetch(url + path)).headers.get('etag') ?? '';
      assert.match(tag, /^"[\w-]+:2"$/);
      assert.equal((await fetch(url + path, { headers: { 'if-none-match': tag } })).status, 304);
    }
  }));

test('the frames of one widget can be followed as lines', () =>
  withShop(async ({ url, producer }) => {
    const lines: { type: string; up?: unknown[] }[] = [];
    const response = await fetch(`${url}live/orders.ndjson`);
    assert.equal(response.headers.get('content-type'), 'application/x-ndjson');
    let rest = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const parts = (rest + chunk).split('\n');
      rest = parts.pop() ?? '';
      for (const part of parts) lines.push(JSON.parse(part));
      if (lines.some(({ up }) => up?.length === 3)) break;
    }
    assert.deepEqual(
      lines.slice(0, 2).map(({ type }) => type),
      ['hello', 'config'],
    );
    assert.ok(producer);
  }));
