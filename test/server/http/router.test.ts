import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withRelay } from '../../kit/fixture.js';
import { withShop } from './shop.js';

test('the page names the dashboard, loads nothing inline, and works below any path', () =>
  withShop(async ({ url }) => {
    const response = await fetch(url);
    const page = await response.text();
    assert.match(page, /<title>A &lt;b&gt;shop&lt;\/b&gt; &amp; &quot;more&quot;<\/title>/);
    assert.match(page, /<html lang="en" data-theme="dark">/);
    assert.match(page, /<meta name="streamviz-relay" content=".\/">/);
    assert.match(page, /<sv-dashboard[^>]*><\/sv-dashboard>/);
    assert.match(page, /<noscript>/);
    assert.doesNotMatch(page, /(src|href)="(\/|http)|style=|<style|<script>/);
    const policy = response.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'; script-src 'self'/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
  }));

test('below a base path everything works, also behind a proxy that takes it off', () =>
  withRelay({ basePath: '/viz' }, async ({ url, viewer }) => {
    assert.match(url, /\/viz\/$/);
    assert.equal((await fetch(url)).status, 200);
    assert.equal((await fetch(new URL('/config.json', url))).status, 200);
    const redirect = await fetch(url.slice(0, -1), { redirect: 'manual' });
    assert.equal(new URL(redirect.headers.get('location') ?? '', url.slice(0, -1)).href, url);
    assert.ok((await viewer()).hello);
  }));

test('health and metrics are in the form that others read', () =>
  withShop(async ({ url }) => {
    const before = Date.now();
    const { time, ...health } = (await (await fetch(`${url}healthz`)).json()) as { time: number };
    assert.deepEqual(health, { status: 'ok', version: '0.1.0' });
    assert.ok(before <= time && time <= Date.now());
    const metrics = await fetch(`${url}metrics`);
    assert.equal(metrics.headers.get('content-type'), 'application/openmetrics-text; version=1.0.0; charset=utf-8');
    const body = await metrics.text();
    assert.match(body, /# TYPE streamviz_commits counter\n# HELP streamviz_commits .*\nstreamviz_commits_total 1\n/);
    assert.match(body, /streamviz_collected_rows 3\n/);
    assert.match(body, /# EOF\n$/);
  }));

test('only reading is offered', () =>
  withShop(async ({ url }) => {
    const response = await fetch(url, { method: 'POST' });
    assert.deepEqual([response.status, response.headers.get('allow')], [405, 'GET, HEAD']);
    assert.equal((await fetch(`${url}export/orders.csv`, { method: 'HEAD' })).status, 200);
    assert.equal((await fetch(`${url}nothing`)).status, 404);
  }));
