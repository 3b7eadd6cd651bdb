#!/usr/bin/env node
/**
 * npm test: sets up what is needed, then type check, lint, unit, integration and end-to-end tests.
 * A skipped test prints its reason; the last line is `N passed, N failed, N skipped`.
 * `--only checks|unit|e2e` runs a part, `--files PATTERN` a part of the unit tests.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium } from './lib/chromium.mjs';
import { build, checkNode, install } from './lib/prepare.mjs';
import { root } from './lib/root.mjs';
import { runTool } from './lib/run.mjs';

checkNode();
const option = (name) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? null : (process.argv[at + 1] ?? null);
};
const only = option('--only');
const wants = (part) => only === null || only === part;
const total = { passed: 0, failed: 0, skipped: 0 };

await install();
const { ensureSdks } = await import('./fetch-sdk.mjs');
for (const { version, reason } of await ensureSdks()) {
  if (reason) console.log(`librealsense ${version} is not tested: ${reason}`);
}
if (wants('checks')) {
  await check('type check', 'typescript/bin/tsc', ['--build', 'tsconfig.json']);
  await check('lint', 'eslint/bin/eslint.js', ['.', '--max-warnings', '0']);
  await check('unused exports and dependencies', 'knip/bin/knip.js', ['--no-progress']);
  await check('format', 'prettier/bin/prettier.cjs', ['--check', '.', '--log-level', 'warn']);
}
await build();
if (wants('unit')) await unit();
if (wants('e2e')) await endToEnd();

console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed > 0 ? 1 : 0);

async function check(name, script, args) {
  const begun = performance.now();
  const { code, output } = await runTool(script, args, { capture: true });
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  console.log(`${code === 0 ? 'passed' : 'FAILED'}  ${name} (${seconds} s)`);
  if (code === 0) total.passed += 1;
  else {
    total.failed += 1;
    console.log(output);
  }
}

async function unit() {
  const report = join(root, 'test-results/unit.json');
  const skipped = join(root, 'test-results/skipped.json');
  mkdirSync(join(root, 'test-results'), { recursive: true });
  for (const file of [report, skipped]) rmSync(file, { force: true });
  const files = option('--files');
  const { code } = await runTool(
    'vitest/vitest.mjs',
    [
      'run',
      ...(files === null ? [] : files.split(',')),
      '--reporter=default',
      '--reporter=json',
      `--reporter=${join(root, 'scripts/lib/skip-reporter.mjs')}`,
      `--outputFile.json=${report}`,
    ],
    { env: { ...process.env, PD_STUDIO_SKIPPED: skipped } },
  );
  if (!existsSync(report)) {
    total.failed += 1;
    console.log('FAILED  unit tests did not run');
    return;
  }
  const result = JSON.parse(readFileSync(report, 'utf8'));
  total.passed += result.numPassedTests;
  total.failed += result.numFailedTests;
  total.skipped += result.numPendingTests + result.numTodoTests;
  const broken = result.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  total.failed += broken.length;
  if (existsSync(skipped)) {
    for (const { name, reason } of JSON.parse(readFileSync(skipped, 'utf8')))
      console.log(`skipped  ${name}${reason === '' ? '' : ` (${reason})`}`);
  }
  if (code !== 0 && result.numFailedTests + broken.length === 0) {
    total.failed += 1;
    console.log('FAILED  the unit test run ended with an error');
  }
}

async function endToEnd() {
  const chromium = await ensureChromium();
  if (!chromium.path) {
    total.skipped += 1;
    console.log(`skipped  end-to-end tests: ${chromium.reason}`);
    return;
  }
  const report = join(root, 'test-results/e2e.json');
  rmSync(report, { force: true });
  const { code } = await runTool('@playwright/test/cli.js', ['test'], {
    env: { ...process.env, PD_STUDIO_CHROMIUM: chromium.path, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  });
  if (!existsSync(report)) {
    total.failed += 1;
    console.log('FAILED  end-to-end tests did not run');
    return;
  }
  const { stats, suites } = JSON.parse(readFileSync(report, 'utf8'));
  total.passed += stats.expected + stats.flaky;
  total.failed += stats.unexpected;
  total.skipped += stats.skipped;
  for (const suite of suites) tellSkipped(suite);
  if (code !== 0 && stats.unexpected === 0) total.failed += 1;
}

function tellSkipped(suite) {
  for (const inner of suite.suites ?? []) tellSkipped(inner);
  for (const spec of suite.specs ?? []) {
    for (const test of spec.tests) {
      if (test.status !== 'skipped') continue;
      const reason = test.annotations.find((a) => a.type === 'skip')?.description ?? '';
      console.log(`skipped  ${test.projectName}: ${spec.title} (${reason})`);
    }
  }
}
